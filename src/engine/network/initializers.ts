/**
 * Initializers of weights. Layers use He before rectifier-like activations (relu, leakyRelu, elu, gelu, softplus, mish, silu), LeCun
 * before selu, Glorot before others (linear, tanh, sigmoid), zeros for biases, ones for scales.
 */
import { type Stream, uniforms } from '../rng.ts'
import { type Shape, sizeOf } from '../tensorflow.ts'

export type Initializer = keyof typeof initializers

type Draw = (shape: Shape, stream: Stream, fans: Fans) => Float32Array

const kernelInitializers = {
  zeros: (shape) => new Float32Array(sizeOf(shape)),
  ones: (shape) => new Float32Array(sizeOf(shape)).fill(1),
  // Glorot & Bengio 2010, eq. 16
  glorotUniform: (shape, stream, { fanIn, fanOut }) =>
    within(Math.sqrt(6 / (fanIn + fanOut)), shape, stream),
  // He et al. 2015, eq. 10, as a uniform distribution of the same variance
  heUniform: (shape, stream, { fanIn }) => within(Math.sqrt(6 / fanIn), shape, stream),
  heNormal: (shape, stream, { fanIn }) => normal(Math.sqrt(2 / fanIn), shape, stream),
  glorotNormal: (shape, stream, { fanIn, fanOut }) =>
    normal(Math.sqrt(2 / (fanIn + fanOut)), shape, stream),
  // LeCun et al. 1998, "Efficient BackProp", §4.6
  lecunUniform: (shape, stream, { fanIn }) => within(Math.sqrt(3 / fanIn), shape, stream),
  lecunNormal: (shape, stream, { fanIn }) => normal(Math.sqrt(1 / fanIn), shape, stream),
} as const satisfies Record<string, Draw>

type KernelInitializer = keyof typeof kernelInitializers

/** Names that a specification may give. */
export const initializerNames = Object.keys(kernelInitializers) as [
  KernelInitializer,
  ...KernelInitializer[],
]

const initializers = {
  ...kernelInitializers,
  normal: (shape, stream) => normal(1, shape, stream),
  signs: (shape, stream) => uniforms(stream, sizeOf(shape)).map((u) => (u < 0.5 ? -1 : 1)),
} as const satisfies Record<string, Draw>

/**
 * Kernels are [...window, in, out]: fans include the window.
 *
 * @param fanShape  the part of the kernel that one output sees, if not all of it
 * @param scale     factor of all values
 */
export function initialValues(
  kind: Initializer,
  shape: Shape,
  stream: Stream,
  {
    fanShape = shape,
    scale = 1,
  }: { fanShape?: Shape | undefined; scale?: number | undefined } = {},
): Float32Array {
  const values = (initializers[kind] as Draw)(shape, stream, countFans(fanShape))
  return scale === 1 ? values : values.map((value) => value * scale)
}

/** Box & Muller 1958; 1 − u is never 0, so that the logarithm is finite. */
function normal(deviation: number, shape: Shape, stream: Stream): Float32Array {
  const size = sizeOf(shape)
  const u = uniforms(stream, 2 * size)
  const values = new Float32Array(size)
  for (let at = 0; at < size; at++) {
    const radius = Math.sqrt(-2 * Math.log(1 - u[2 * at]!))
    values[at] = deviation * radius * Math.cos(2 * Math.PI * u[2 * at + 1]!)
  }
  return values
}

function within(limit: number, shape: Shape, stream: Stream): Float32Array {
  const values = uniforms(stream, sizeOf(shape))
  for (let at = 0; at < values.length; at++) values[at] = (2 * values[at]! - 1) * limit
  return values
}

interface Fans {
  fanIn: number
  fanOut: number
}

function countFans(shape: Shape): Fans {
  const window = sizeOf(shape.slice(0, -2))
  return { fanIn: window * (shape.at(-2) ?? 1), fanOut: window * (shape.at(-1) ?? 1) }
}
