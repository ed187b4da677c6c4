/** What a layer is: an options schema, its shapes, and a pure function of tensors. */
import type { z } from 'zod'
import type { InputBlock } from '../../data/prepare/fitted.ts'
import type { Initializer } from '../network/initializers.ts'
import type { Shape, Tensor, Tf } from '../tensorflow.ts'

/** Something that cannot be, at a path within the layer's options. */
export interface LayerFault {
  path: PropertyKey[]
  detail: string
}

export type InferredShape = { shape: number[] } | { faults: LayerFault[] }

export interface LayerContext {
  outputs: number // values per sample that the loss needs: what `units: "outputs"` stands for
  categorical: readonly InputBlock[] // of the data's samples
}

/** One weight of a layer. Weight decay applies to every trainable one, biases too, as in PyTorch. */
export interface Parameter {
  name: string
  shape: number[]
  initializer: Initializer
  fanShape?: number[] // [...window, in, out] as one output sees it, where it does not see all of `shape`
  trainable: boolean // false: a statistic that `apply` updates
}

export interface ApplyContext<Options> {
  x: Tensor // [lanes, batch, ...inputShape]; one lane where all lanes still have the same
  weights: Record<string, Tensor> // by parameter name, [lanes, ...shape]
  options: Options
  context: LayerContext
  hyperparameters: Record<string, Tensor> // [lanes] each; inputs of a compiled graph
  training: boolean
  mask: Tensor // [lanes or 1, batch], 0 for rows that only fill up the last batch
  noise(shape: Shape): Tensor // [lanes, ...shape], uniform in [0, 1), new for every step, layer and lane
}

export interface Applied {
  /** Added to the loss of each lane, [lanes]; metrics leave it out. */
  penalty?: Tensor
  y: Tensor // [lanes, batch, ...outputShape]; one lane where it has no weights, noise or hyperparameters
  updates?: Record<string, Tensor> // new values of parameters that are not trainable
}

/** Options to try, and an input shape that they take, without the batch axis. */
export interface LayerExample<Options = Record<string, unknown>> {
  options: Options
  inputShape: Shape
}

export interface Layer<S extends z.ZodObject = z.ZodObject> {
  summary: string
  options: S
  /** Options that change values but never shapes or ops: `apply` must read them from `hyperparameters`. */
  hyperparameters: readonly (string & keyof z.infer<S>)[]
  /** Hyperparameters that are left out when zero, with their ops. */
  offAtZero?: readonly string[]
  /** Options that decide on the first weights alone: they are no part of the shape. */
  startOptions?: readonly string[]
  /** Compares the values of a channel over the batch and its places: there must be two. */
  isOverBatch?: boolean
  /** May stand only before the first layer with weights: it has no gradient. */
  isForData?: boolean
  /** May only be the first layer: it must know what each of its inputs is. */
  isFirst?: boolean
  /** The option that sets the length of the last axis, where there is one. */
  width?: string & keyof z.infer<S>
  usesNoise?: boolean
  /** The option that holds layers: their block adds its input to what they give. */
  nested?: string
  /** Do its ops keep a core busy with one lane? Then more lanes gain nothing on a CPU. */
  fillsCore?: boolean
  /** For the contract tests; none where a test of its own has them. Kinks (relu) are for the activation layer alone. */
  examples: readonly LayerExample<z.input<S>>[]
  /** @param inputShape  without the batch axis */
  outputShape(inputShape: Shape, options: z.infer<S>, context: LayerContext): InferredShape
  /** Called only where `outputShape` finds no fault. */
  parameters(inputShape: Shape, options: z.infer<S>, context: LayerContext): Parameter[]
  /** Pure, and made of tfjs-core ops alone, so that a step can be traced; the caller tidies. */
  apply(tf: Tf, context: ApplyContext<z.infer<S>>): Applied
}

export function defineLayer<S extends z.ZodObject>(layer: Layer<S>): Layer<S> {
  return layer
}

/** For outputShape of a layer that takes images: the fault when `inputShape` is none. */
export function imageFault(name: string, inputShape: Shape): LayerFault | null {
  if (inputShape.length === 3) return null
  const detail = `${name} takes images [height, width, channels], its input is ${shown(inputShape)}`
  return { path: ['type'], detail }
}

/** A shape as a message shows it. */
export function shown(shape: Shape): string {
  return `[${shape.join(', ')}]`
}
