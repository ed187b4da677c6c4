/** Defines recurrent layers, given their cell: options, the input product of all steps, and the loop over steps. */
import { z } from 'zod'
import { addBiasLanes, matMulLanes } from '../network/lanes.ts'
import type { Shape, Tensor, Tf } from '../tensorflow.ts'
import type { ApplyContext, InferredShape, Layer, Parameter } from './layer.ts'
import { sequenceFault } from './sequence.ts'
import { initializerOption, penalize, penaltyOptions, weighted } from './weights.ts'

/** The loop is unrolled: graphs of longer sequences would take too long to compile. */
const mostSteps = 128

const options = z.strictObject({
  units: z.int().min(1).max(4096).describe('size of the state'),
  returnSequences: z
    .boolean()
    .default(false)
    .describe('return the state of every step instead of the last one'),
  kernelInitializer: initializerOption,
  ...penaltyOptions,
})
type Options = z.infer<typeof options>

/** State after a step, [lanes, batch, units] each; the first is the output. */
type State = Tensor[]

interface Cell {
  summary: string
  gates: number
  states: number
  /** @param input  the step's kernel product with bias, [lanes, batch, gates · units] */
  step(tf: Tf, input: Tensor, state: State, recurrent: { product: Tensor; units: number }): State
  /** Whether the recurrent product has its own bias. */
  hasRecurrentBias: boolean
}

/** @param name  in the registry, for messages */
export function defineRecurrent(name: string, cell: Cell): Layer<typeof options> {
  const { states } = cell
  return {
    summary: cell.summary,
    options,
    ...weighted,
    width: 'units',
    examples: [
      { options: { units: 3 }, inputShape: [4, 2] },
      { options: { units: 2, returnSequences: true }, inputShape: [1, 2] },
      { options: { units: 2, returnSequences: true }, inputShape: [3, 3] },
    ],
    outputShape(inputShape, { units, returnSequences }): InferredShape {
      const fault = sequenceFault(name, inputShape)
      if (fault) return { faults: [fault] }
      const [steps] = inputShape as [number, number]
      if (steps <= mostSteps) return { shape: returnSequences ? [steps, units] : [units] }
      const detail = `${name} takes up to ${mostSteps} steps, but its input has ${steps}: shorten it with conv1d or maxPool1d`
      return { faults: [{ path: ['type'], detail }] }
    },
    parameters: (inputShape, own) => listParameters(cell, inputShape, own),
    apply(tf, context) {
      const { x, weights, hyperparameters, options: own } = context
      const { units, returnSequences } = own
      const [lanes] = weights.kernel!.shape as [number]
      const [, batch, steps] = x.shape as [number, number, number]
      const inputs = inputProducts(tf, context)
      let state: State = Array.from({ length: states }, () => tf.zeros([lanes, batch, units]))
      const outputs: Tensor[] = []
      for (let step = 0; step < steps; step++) {
        const product = matMulLanes(tf, state[0]!, weights.recurrentKernel!)
        const recurrent = cell.hasRecurrentBias
          ? addBiasLanes(tf, product, weights.recurrentBias!)
          : product
        state = cell.step(tf, inputs[step]!, state, { product: recurrent, units })
        if (returnSequences) outputs.push(state[0]!)
      }
      const y = returnSequences ? tf.stack(outputs, 2) : state[0]!
      return { y, ...penalize(tf, [weights.kernel!, weights.recurrentKernel!], hyperparameters) }
    },
  }
}

function listParameters(
  { gates, hasRecurrentBias }: Cell,
  inputShape: Shape,
  { units, kernelInitializer }: Options,
): Parameter[] {
  const width = gates * units
  const initializer = kernelInitializer ?? 'glorotUniform'
  const bias = (name: string): Parameter => ({
    name,
    shape: [width],
    initializer: 'zeros',
    trainable: true,
    isBias: true,
  })
  return [
    { name: 'kernel', shape: [inputShape[1]!, width], initializer, trainable: true },
    {
      name: 'recurrentKernel',
      shape: [units, width],
      initializer: 'glorotUniform',
      trainable: true,
    },
    bias('bias'),
    ...(hasRecurrentBias ? [bias('recurrentBias')] : []),
  ]
}

/** The product of the kernel with all steps at once: [lanes, batch, gates · units] for each step. */
function inputProducts(tf: Tf, { x, weights }: ApplyContext<Options>): Tensor[] {
  const [given, batch, steps, channels] = x.shape as [number, number, number, number]
  const flat = tf.reshape(x, [given, batch * steps, channels])
  const product = addBiasLanes(tf, matMulLanes(tf, flat, weights.kernel!), weights.bias!)
  const [lanes, , width] = product.shape as [number, number, number]
  // tfjs has no gradient for unstacking a single step
  if (steps === 1) return [tf.reshape(product, [lanes, batch, width])]
  return tf.unstack(tf.reshape(product, [lanes, batch, steps, width]), 2)
}
