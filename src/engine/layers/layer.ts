/** The definition of a layer: an options schema, its shapes, and a pure function of tensors. */
import type { z } from 'zod'
import type { Initializer } from '../network/initializers.ts'
import type { Shape, Tensor, Tf } from '../tensorflow.ts'
import type { Columns } from './columns.ts'

/** An invalid option, at a path within the layer's options. */
export interface LayerFault {
  path: PropertyKey[]
  detail: string
}

export type InferredShape = { shape: number[] } | { faults: LayerFault[] }

export interface LayerContext extends Columns {
  outputs: number // outputs per sample that the loss needs: the value of `units: "outputs"`
}

/** One parameter of a layer. Weight decay applies to all trainable ones, including biases, as in PyTorch. */
export interface Parameter {
  name: string
  shape: number[]
  initializer: Initializer
  scale?: number // factor of the initial values
  fanShape?: number[] // [...window, in, out] seen by one output, if not all of `shape`
  trainable: boolean // false: a statistic that `apply` updates
  isBias?: true // its rate has the optimizer's biasFactor
}

export interface ApplyContext<Options> {
  x: Tensor // [lanes, batch, ...inputShape]; one lane while all lanes share the values
  weights: Record<string, Tensor> // by parameter name, [lanes, ...shape]
  options: Options
  context: LayerContext
  hyperparameters: Record<string, Tensor> // [lanes] each; inputs of a compiled graph
  training: boolean
  mask: Tensor // [lanes or 1, batch], 0 for padding rows of the last batch
  noise(shape: Shape): Tensor // [lanes, ...shape], uniform in [0, 1), different for every step, layer and lane
}

export interface Applied {
  /** Added to the loss of each lane, but not to metrics; [lanes]. */
  penalty?: Tensor
  y: Tensor // [lanes, batch, ...outputShape]; one lane where it has no weights, noise or hyperparameters
  updates?: Record<string, Tensor> // new values of non-trainable parameters
}

/** Options to try, and an input shape that they take, without the batch axis. */
export interface LayerExample<Options = Record<string, unknown>> {
  options: Options
  inputShape: Shape
}

export interface Layer<S extends z.ZodObject = z.ZodObject> {
  summary: string
  options: S
  /**
   * Options that change values but never shapes or ops: `apply` must read them from `hyperparameters`. Where such an option
   * is not a number, it is part of the shape.
   */
  hyperparameters: readonly (string & keyof z.infer<S>)[]
  /** Hyperparameters that are values of the data's inputs: `apply` gets them standardised as the inputs are. */
  inUnitsOfData?: readonly string[]
  /** Hyperparameters that are left out when zero, with their ops. */
  offAtZero?: readonly string[]
  /** Options that affect only initial weights, and are therefore not part of the shape. */
  startOptions?: readonly string[]
  /** Normalises over the batch, which needs at least two values per channel. */
  isOverBatch?: boolean
  /** Allowed only before the first layer with weights: it has no gradient. */
  isForData?: boolean
  /** Reads categorical columns as codes of levels, so that samples can be mixed only after it. */
  readsCodes?: boolean
  /** Its output is [members, width]: as the last layer, the outputs of the members of an ensemble. */
  isOfMembers?: boolean
  /** The option that sets the length of the last axis, if any. */
  width?: string & keyof z.infer<S>
  usesNoise?: boolean
  /** The option that holds nested layers: their input is added to their output. */
  nested?: string
  /** Whether its ops keep a core busy with one lane, so that more lanes gain nothing on a CPU. */
  fillsCore?: boolean
  /** Whether XLA's program of it for a GPU, without strides, is known to be quick in a convolutional network. */
  isQuickByXla?: boolean
  /** For the contract tests; none where a test of its own has them. Kinks (relu) are for the activation layer alone. */
  examples: readonly LayerExample<z.input<S>>[]
  /** @param inputShape  without the batch axis */
  outputShape(inputShape: Shape, options: z.infer<S>, context: LayerContext): InferredShape
  /** Where columns are in its output, if it keeps them apart; default: it mixes them. */
  columns?(inputShape: Shape, options: z.infer<S>, given: Columns): Columns
  /** Called only if `outputShape` finds no fault. */
  parameters(inputShape: Shape, options: z.infer<S>, context: LayerContext): Parameter[]
  /** Pure, and uses only tfjs-core ops, so that a step can be traced; the caller tidies. */
  apply(tf: Tf, context: ApplyContext<z.infer<S>>): Applied
}

export function defineLayer<S extends z.ZodObject>(layer: Layer<S>): Layer<S> {
  return layer
}

/** The fault of a layer that needs images, or null if `inputShape` is an image. */
export function imageFault(name: string, inputShape: Shape): LayerFault | null {
  if (inputShape.length === 3) return null
  const detail = `${name} needs images [height, width, channels], but its input is ${shown(inputShape)}`
  return { path: ['type'], detail }
}

/** Formats a shape for messages. */
export function shown(shape: Shape): string {
  return `[${shape.join(', ')}]`
}
