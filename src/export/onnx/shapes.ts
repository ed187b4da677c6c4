/** Shapes: reshapes, slices, concatenations, gathers. */
import { dtypes } from '../../engine/graph/values.ts'
import { type Convert, type OpContext, onnxType } from './op-context.ts'

const toEnd = 2 ** 31 - 1

export const shapes: Record<string, Convert> = {
  Reshape: (op) => {
    op.emit('Reshape', [op.inputs[0]!, lengths(op, 1)], {}, op.outputs)
  },
  Transpose: ({ emit, constant, inputs, outputs }) => {
    emit('Transpose', [inputs[0]!], { perm: constant(1) }, outputs)
  },
  ExpandDims: ({ emit, integers, constant, inputs, outputs }) => {
    emit('Unsqueeze', [inputs[0]!, integers(constant(1), [1])], {}, outputs)
  },
  Squeeze: ({ emit, integers, attribute, inputs, outputs }) => {
    emit('Squeeze', [inputs[0]!, integers(attribute('squeeze_dims') as number[])], {}, outputs)
  },
  ConcatV2: ({ emit, constant, inputs, outputs }) => {
    const [axis] = constant(inputs.length - 1)
    emit('Concat', inputs.slice(0, -1), { axis: axis! }, outputs)
  },
  Pack: ({ emit, integers, attribute, inputs, outputs }) => {
    const axis = attribute('axis') as number
    const parts = inputs.map((input) => emit('Unsqueeze', [input, integers([axis])]))
    emit('Concat', parts, { axis }, outputs)
  },
  Unpack: ({ emit, integers, attribute, inputs, outputs }) => {
    const axis = attribute('axis') as number
    const parts = outputs.map((output) => `${output}/part`)
    emit('Split', inputs, { axis, num_outputs: outputs.length }, parts)
    for (const [at, part] of parts.entries()) {
      emit('Squeeze', [part, integers([axis])], {}, [outputs[at]!])
    }
  },
  Split: ({ emit, constant, inputs, outputs }) => {
    const attributes = { axis: constant(0)[0]!, num_outputs: outputs.length }
    emit('Split', [inputs[1]!], attributes, outputs)
  },
  SplitV: ({ emit, integers, constant, inputs, outputs }) => {
    emit('Split', [inputs[0]!, integers(constant(1))], { axis: constant(2)[0]! }, outputs)
  },
  Slice: ({ emit, integers, constant, inputs, outputs }) => {
    const begins = constant(1)
    const ends = constant(2).map((size, axis) => (size === -1 ? toEnd : begins[axis]! + size))
    const axes = begins.map((_, axis) => axis)
    const parts = [begins, ends, axes].map((list) => integers(list))
    emit('Slice', [inputs[0]!, ...parts], {}, outputs)
  },
  StridedSlice: stridedSlice,
  ReverseV2: ({ emit, integers, constant, inputs, outputs }) => {
    const axes = constant(1)
    const all = (value: number) => integers(axes.map(() => value))
    emit('Slice', [inputs[0]!, all(-1), all(-toEnd), integers(axes), all(-1)], {}, outputs)
  },
  Shape: ({ emit, inputs, outputs }) => {
    emit('Cast', [emit('Shape', inputs)], { to: onnxType(dtypes.int32) }, outputs)
  },
  BroadcastTo: (op) => {
    op.emit('Expand', [op.inputs[0]!, lengths(op, 1)], {}, op.outputs)
  },
  Fill: (op) => {
    op.emit('Expand', [op.inputs[1]!, lengths(op, 0)], {}, op.outputs)
  },
  Tile: (op) => {
    op.emit('Tile', [op.inputs[0]!, lengths(op, 1)], {}, op.outputs)
  },
  ZerosLike: ({ emit, like, inputs, outputs }) => {
    emit('Expand', [like(0, 0), emit('Shape', inputs)], {}, outputs)
  },
  OnesLike: ({ emit, like, inputs, outputs }) => {
    emit('Expand', [like(0, 1), emit('Shape', inputs)], {}, outputs)
  },
  GatherV2: ({ emit, constant, attribute, refuse, inputs, outputs }) => {
    if (attribute('batch_dims')) refuse('gathers by batch')
    emit('Gather', inputs.slice(0, 2), { axis: constant(2)[0]! }, outputs)
  },
  GatherNd: ({ emit, inputs: [x, indices], outputs }) => {
    const wide = emit('Cast', [indices!], { to: onnxType(dtypes.int64) })
    emit('GatherND', [x!, wide], {}, outputs)
  },
  Pad: (op) => pad(op, []),
  PadV2: (op) => pad(op, [op.inputs[2]!]),
}

/** An input that is a vector of lengths, as int64. */
function lengths({ isConstant, constant, integers, emit, inputs }: OpContext, input: number) {
  if (isConstant(input)) return integers(constant(input))
  return emit('Cast', [inputs[input]!], { to: onnxType(dtypes.int64) })
}

function stridedSlice(op: OpContext): void {
  const { emit, integers, constant, refuse, outputs } = op
  const mask = (name: string) => (op.attribute(name) as number | undefined) ?? 0
  if (mask('ellipsis_mask') || mask('new_axis_mask')) refuse('has an ellipsis or new axes')
  const [begins, ends, steps] = [constant(1), constant(2), constant(3)]
  const has = (name: string, axis: number) => (mask(name) & (1 << axis)) !== 0
  const starts = begins.map((begin, axis) => {
    if (!has('begin_mask', axis)) return begin
    return steps[axis]! > 0 ? 0 : toEnd
  })
  const stops = ends.map((end, axis) => {
    if (has('shrink_axis_mask', axis)) return begins[axis] === -1 ? toEnd : begins[axis]! + 1
    if (!has('end_mask', axis)) return end
    return steps[axis]! > 0 ? toEnd : -toEnd
  })
  const axes = begins.map((_, axis) => axis)
  const given = [starts, stops, axes, steps].map((list) => integers(list))
  const shrunk = axes.filter((axis) => has('shrink_axis_mask', axis))
  if (shrunk.length === 0) {
    emit('Slice', [op.inputs[0]!, ...given], {}, outputs)
    return
  }
  const sliced = emit('Slice', [op.inputs[0]!, ...given])
  emit('Squeeze', [sliced, integers(shrunk)], {}, outputs)
}

/** TensorFlow pads by axis [before, after]; ONNX takes all befores, then all afters. */
function pad({ emit, integers, constant, inputs, outputs }: OpContext, value: string[]): void {
  const pairs = constant(1)
  const befores = pairs.filter((_, at) => at % 2 === 0)
  const afters = pairs.filter((_, at) => at % 2 === 1)
  emit('Pad', [inputs[0]!, integers([...befores, ...afters]), ...value], {}, outputs)
}
