/**
 * First values of weights. Layers choose: He for what feeds a rectifier-like activation (relu, leakyRelu, elu, gelu,
 * softplus), Glorot for the others (linear, tanh, sigmoid), zeros for biases, ones for scales.
 */
import { type Stream, uniforms } from './rng.ts'
import { type Shape, sizeOf } from './tensorflow.ts'

export type Initializer = 'glorotUniform' | 'heUniform' | 'zeros' | 'ones'

/** Kernels are [...window, in, out]: a weight's fan counts its window. Drawn in float32, so equal on every machine. */
export function initialValues(kind: Initializer, shape: Shape, stream: Stream): Float32Array {
  return initializers[kind](shape, stream)
}

const initializers: Record<Initializer, (shape: Shape, stream: Stream) => Float32Array> = {
  zeros: (shape) => new Float32Array(sizeOf(shape)),
  ones: (shape) => new Float32Array(sizeOf(shape)).fill(1),
  // Glorot & Bengio 2010, eq. 16
  glorotUniform: (shape, stream) => {
    const { fanIn, fanOut } = fansOf(shape)
    return within(Math.sqrt(6 / (fanIn + fanOut)), shape, stream)
  },
  // He et al. 2015, eq. 10, as a uniform distribution of the same variance
  heUniform: (shape, stream) => within(Math.sqrt(6 / fansOf(shape).fanIn), shape, stream),
}

function within(limit: number, shape: Shape, stream: Stream): Float32Array {
  return uniforms(stream, sizeOf(shape)).map((u) => (2 * u - 1) * limit)
}

function fansOf(shape: Shape): { fanIn: number; fanOut: number } {
  const window = sizeOf(shape.slice(0, -2))
  return { fanIn: window * (shape.at(-2) ?? 1), fanOut: window * (shape.at(-1) ?? 1) }
}
