/** Arithmetic, comparisons and reductions. */
import { dtypes } from '../../engine/graph/values.ts'
import { type Convert, type OpContext, onnxType } from './op-context.ts'

/** Ops that are alike but for their name. */
const alike: Record<string, string> = {
  ...{ Abs: 'Abs', Acos: 'Acos', Acosh: 'Acosh', Asin: 'Asin', Asinh: 'Asinh', Atan: 'Atan' },
  ...{ Atanh: 'Atanh', Ceil: 'Ceil', Cos: 'Cos', Cosh: 'Cosh', Elu: 'Elu', Erf: 'Erf', Exp: 'Exp' },
  ...{ Floor: 'Floor', IsNan: 'IsNaN', IsInf: 'IsInf', Log: 'Log', Neg: 'Neg', Relu: 'Relu' },
  ...{ Reciprocal: 'Reciprocal', Round: 'Round', Selu: 'Selu', Sigmoid: 'Sigmoid', Sign: 'Sign' },
  ...{ Sin: 'Sin', Sinh: 'Sinh', Softplus: 'Softplus', Sqrt: 'Sqrt', Tan: 'Tan', Tanh: 'Tanh' },
  ...{ Add: 'Add', AddV2: 'Add', Sub: 'Sub', Mul: 'Mul', Div: 'Div', RealDiv: 'Div', Pow: 'Pow' },
  ...{ Maximum: 'Max', Minimum: 'Min', AddN: 'Sum', BiasAdd: 'Add', Identity: 'Identity' },
  ...{ Equal: 'Equal', Greater: 'Greater', GreaterEqual: 'GreaterOrEqual', Less: 'Less' },
  ...{ LessEqual: 'LessOrEqual', LogicalAnd: 'And', LogicalOr: 'Or', LogicalNot: 'Not' },
  ...{ SelectV2: 'Where', Select: 'Where' },
}

const reductions = {
  Sum: 'ReduceSum',
  Mean: 'ReduceMean',
  Max: 'ReduceMax',
  Min: 'ReduceMin',
  Prod: 'ReduceProd',
}

const plain =
  (name: string): Convert =>
  ({ emit, inputs, outputs }) => {
    emit(name, inputs, {}, outputs)
  }

const reduce =
  (name: string): Convert =>
  ({ emit, integers, constant, attribute, inputs, outputs }) => {
    const keepdims = attribute('keep_dims') ? 1 : 0
    // without axes ONNX reduces all, TensorFlow none
    emit(name, [inputs[0]!, integers(constant(1))], { keepdims, noop_with_empty_axes: 1 }, outputs)
  }

export const arithmetic: Record<string, Convert> = {
  ...Object.fromEntries(Object.entries(alike).map(([op, name]) => [op, plain(name)])),
  ...Object.fromEntries(Object.entries(reductions).map(([op, name]) => [op, reduce(name)])),
  NotEqual: ({ emit, inputs, outputs }) => {
    emit('Not', [emit('Equal', inputs)], {}, outputs)
  },
  Square: ({ emit, inputs: [x], outputs }) => {
    emit('Mul', [x!, x!], {}, outputs)
  },
  SquaredDifference: ({ emit, inputs, outputs }) => {
    const difference = emit('Sub', inputs)
    emit('Mul', [difference, difference], {}, outputs)
  },
  Rsqrt: ({ emit, inputs, outputs }) => {
    emit('Reciprocal', [emit('Sqrt', inputs)], {}, outputs)
  },
  // 2 · asinh(x / (2 · √(1 + x))), which keeps the digits of a small x
  Log1p: ({ emit, like, inputs: [x], outputs }) => {
    const root = emit('Sqrt', [emit('Add', [x!, like(0, 1)])])
    const half = emit('Asinh', [emit('Div', [x!, emit('Mul', [root, like(0, 2)])])])
    emit('Mul', [half, like(0, 2)], {}, outputs)
  },
  // 2 · sinh(x / 2) · e^(x / 2), likewise; below −80 it is −1 in float32
  Expm1: ({ emit, like, inputs: [x], outputs }) => {
    const half = emit('Mul', [emit('Max', [x!, like(0, -80)]), like(0, 0.5)])
    const product = emit('Mul', [emit('Sinh', [half]), emit('Exp', [half])])
    emit('Mul', [product, like(0, 2)], {}, outputs)
  },
  Relu6: ({ emit, like, inputs, outputs }) => {
    emit('Min', [emit('Relu', inputs), like(0, 6)], {}, outputs)
  },
  ClipByValue: ({ emit, inputs: [x, low, high], outputs }) => {
    emit('Min', [emit('Max', [x!, low!]), high!], {}, outputs)
  },
  FloorDiv: ({ emit, inputs, outputs }) => {
    emit('Floor', [emit('Div', inputs)], {}, outputs)
  },
  FloorMod: ({ emit, inputs: [x, y], outputs }) => {
    const whole = emit('Floor', [emit('Div', [x!, y!])])
    emit('Sub', [x!, emit('Mul', [whole, y!])], {}, outputs)
  },
  DivNoNan: ({ emit, like, inputs: [x, y], outputs }) => {
    const isZero = emit('Equal', [y!, like(1, 0)])
    const divisor = emit('Where', [isZero, like(1, 1), y!])
    emit('Where', [isZero, like(0, 0), emit('Div', [x!, divisor])], {}, outputs)
  },
  LeakyRelu: ({ emit, attribute, inputs, outputs }) => {
    emit('LeakyRelu', inputs, { alpha: { float: attribute('alpha') as number } }, outputs)
  },
  Softmax: ({ emit, inputs, outputs }) => {
    emit('Softmax', inputs, { axis: -1 }, outputs)
  },
  LogSoftmax: ({ emit, inputs, outputs }) => {
    emit('LogSoftmax', inputs, { axis: -1 }, outputs)
  },
  Cast: ({ emit, attribute, inputs, outputs }) => {
    emit('Cast', inputs, { to: onnxType(attribute('DstT') as number) }, outputs)
  },
  MatMul: (op) => product(op, 'transpose_a', 'transpose_b'),
  BatchMatMulV2: (op) => product(op, 'adj_x', 'adj_y'),
  ArgMax: (op) => argument(op, 'ArgMax'),
  ArgMin: (op) => argument(op, 'ArgMin'),
  Cumsum: ({ emit, integers, constant, attribute, inputs: [x], outputs }) => {
    const attributes = {
      exclusive: attribute('exclusive') ? 1 : 0,
      reverse: attribute('reverse') ? 1 : 0,
    }
    emit('CumSum', [x!, integers(constant(1), [])], attributes, outputs)
  },
}

function product(op: OpContext, first: string, second: string): void {
  const sides = [first, second].map((name, at) => {
    const input = op.inputs[at]!
    if (!op.attribute(name)) return input
    const rank = op.shapeOf(at).length
    const axes = Array.from({ length: rank }, (_, axis) => axis)
    const perm = [...axes.slice(0, -2), rank - 1, rank - 2]
    return op.emit('Transpose', [input], { perm })
  })
  op.emit('MatMul', sides, {}, op.outputs)
}

function argument({ emit, constant, attribute, inputs, outputs }: OpContext, name: string): void {
  const attributes = { axis: constant(1)[0]!, keepdims: 0 }
  if (attribute('output_type') !== dtypes.int32) {
    emit(name, [inputs[0]!], attributes, outputs)
    return
  }
  emit('Cast', [emit(name, [inputs[0]!], attributes)], { to: onnxType(dtypes.int32) }, outputs)
}
