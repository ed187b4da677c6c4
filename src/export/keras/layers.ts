/** Layers in Keras: the Python that makes one, and its weights in the order of Keras' `set_weights`. */
import type { LayerSpec } from '../../engine/spec.ts'

export interface KerasArray {
  shape: number[]
  values: Float32Array // row-major
}

export interface KerasLayer {
  call: string | null // `Dense(4)`; null: the layer does nothing outside of training
  arrays: KerasArray[]
}

type Weights = Readonly<Record<string, KerasArray>>
type Options = Readonly<Record<string, unknown>>
type Make = (options: Options, weights: Weights) => KerasLayer

const identity: Make = () => ({ call: null, arrays: [] })

const named =
  (call: string): Make =>
  () => ({ call, arrays: [] })

/** Of layers with kernels and perhaps a bias. */
const weighted =
  (name: string, kernels: string[], args: (options: Options) => string[]): Make =>
  (options, weights) => ({
    call: `${name}(${[...args(options), `use_bias=${python(options.useBias)}`].join(', ')})`,
    arrays: [...kernels, ...(options.useBias ? ['bias'] : [])].map((key) => weights[key]!),
  })

const pool =
  (name: string): Make =>
  ({ poolSize, strides, padding }) => ({
    call: `${name}(${python(poolSize)}, strides=${python(strides ?? poolSize)}, padding=${python(padding)})`,
    arrays: [],
  })

const slid = ({ kernelSize, strides, padding }: Options) => [
  python(kernelSize),
  `strides=${python(strides)}`,
  `padding=${python(padding)}`,
]
const multiplier = ({ depthMultiplier }: Options) => `depth_multiplier=${python(depthMultiplier)}`

/** Layers that are not here have no counterpart. */
export const kerasLayers: Partial<Record<LayerSpec['type'], Make>> = {
  dense: (options, weights) =>
    // "outputs" is as many as the loss needs
    weighted('Dense', ['kernel'], () => [String(weights.kernel!.shape[1])])(options, weights),
  conv1d: weighted('Conv1D', ['kernel'], (own) => [python(own.filters), ...slid(own)]),
  conv2d: weighted('Conv2D', ['kernel'], (own) => [python(own.filters), ...slid(own)]),
  depthwiseConv2d: weighted('DepthwiseConv2D', ['kernel'], (own) => [
    ...slid(own),
    multiplier(own),
  ]),
  separableConv2d: weighted('SeparableConv2D', ['depthwiseKernel', 'kernel'], (own) => [
    python(own.filters),
    ...slid(own),
    multiplier(own),
  ]),
  batchNorm: ({ epsilon }, weights) => ({
    call: `BatchNormalization(epsilon=${epsilon})`,
    arrays: ['gamma', 'beta', 'movingMean', 'movingVariance'].map((key) => weights[key]!),
  }),
  layerNorm: ({ epsilon }, weights) => ({
    call: `LayerNormalization(epsilon=${epsilon})`,
    arrays: ['gamma', 'beta'].map((key) => weights[key]!),
  }),
  lstm: ({ units, returnSequences }, weights) => ({
    call: `LSTM(${units}, return_sequences=${python(returnSequences)})`,
    arrays: ['kernel', 'recurrentKernel', 'bias'].map((key) => weights[key]!),
  }),
  gru: ({ units, returnSequences }, weights) => {
    const own = ['kernel', 'recurrentKernel', 'bias', 'recurrentBias'].map((key) =>
      updateFirst(weights[key]!),
    )
    const [kernel, recurrentKernel, bias, recurrentBias] = own as [
      ...[KerasArray, KerasArray],
      ...[KerasArray, KerasArray],
    ]
    const both = Float32Array.from([...bias.values, ...recurrentBias.values])
    return {
      call: `GRU(${units}, return_sequences=${python(returnSequences)}, reset_after=True)`,
      arrays: [kernel, recurrentKernel, { shape: [2, ...bias.shape], values: both }],
    }
  },
  flatten: named('Flatten()'),
  globalAveragePool2d: named('GlobalAveragePooling2D()'),
  globalMaxPool2d: named('GlobalMaxPooling2D()'),
  maxPool1d: pool('MaxPooling1D'),
  maxPool2d: pool('MaxPooling2D'),
  avgPool2d: pool('AveragePooling2D'),
  dropout: ({ rate }) => ({ call: `Dropout(${rate})`, arrays: [] }),
  activation: identity, // what every layer with this option gets
  augment: identity,
  cutout: identity,
  elastic: identity,
}

/** Activations by name, as layers of their own; null for none. */
export const kerasActivations: Readonly<Record<string, string | null>> = {
  linear: null,
  relu: 'ReLU()',
  tanh: 'Activation("tanh")',
  sigmoid: 'Activation("sigmoid")',
  elu: 'ELU()',
  gelu: 'Activation("gelu")',
  softplus: 'Activation("softplus")',
  leakyRelu: 'LeakyReLU(negative_slope=0.01)',
  selu: 'Activation("selu")',
  mish: 'Activation("mish")',
  silu: 'Activation("silu")',
}

/** The gates of a GRU along the last axis: here reset, update, new; in Keras update, reset, new. */
function updateFirst({ shape, values }: KerasArray): KerasArray {
  const width = shape.at(-1)!
  const units = width / 3
  const moved = values.map((_, at) => {
    const gate = Math.floor((at % width) / units)
    const from = gate === 0 ? units : gate === 1 ? -units : 0
    return values[at + from]!
  })
  return { shape, values: moved }
}

/** A value as Python writes it. */
function python(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `(${value.join(', ')})`
  return JSON.stringify(value)
}
