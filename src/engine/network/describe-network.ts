/** A network as a drawing shows it: its layers in the order in which they run, with shapes and sizes. No TensorFlow. */
import { z } from 'zod'
import { toPointer } from '../../errors.ts'
import { findLayer, type TrialSpec } from '../spec.ts'
import { sizeOf } from '../tensorflow.ts'
import { checkNetwork, type DataShape } from './check-network.ts'
import { flattenLayers } from './flatten-layers.ts'

const Shape = z.array(z.int()).describe('of one sample')

export const DrawnLayer = z.strictObject({
  pointer: z.string().describe('of the layer in the trial’s specification'),
  type: z.string(),
  role: z
    .enum(['layer', 'open', 'close'])
    .describe(
      'a block with a skip connection opens and closes: its input is added where it closes',
    ),
  depth: z.int().describe('number of blocks that the layer is inside'),
  options: z.record(z.string(), z.unknown()).describe('without nested layers'),
  outputShape: Shape,
  parameters: z.array(z.strictObject({ name: z.string(), shape: z.array(z.int()) })),
  parameterCount: z.int().describe('trainable numbers'),
})
export type DrawnLayer = z.infer<typeof DrawnLayer>

export const DrawnNetwork = z.strictObject({
  inputShape: Shape,
  layers: z.array(DrawnLayer),
  parameterCount: z.int().describe('trainable numbers'),
  multiplications: z.number().describe('to predict one sample, in layers with weights'),
  memoryBytes: z.number().describe('estimate for training one network, in bytes'),
})
export type DrawnNetwork = z.infer<typeof DrawnNetwork>

/** @throws Error for a specification that `checkNetwork` refuses */
export function describeNetwork(spec: TrialSpec, data: DataShape): DrawnNetwork {
  const { faults, shapes, contexts, ...sizes } = checkNetwork(spec, data)
  const [fault] = faults
  if (fault) throw new Error(`${toPointer(fault.path)}: ${fault.detail}`)
  let depth = 0
  const layers = flattenLayers(spec.layers).map(({ role, spec: own, path }, index): DrawnLayer => {
    const layer = findLayer(own)
    if (role === 'close') depth -= 1
    const at = depth
    if (role === 'open') depth += 1
    const parameters = layer.parameters(shapes[index]!, own, contexts[index]!)
    const { type, ...options } = own as { type: string }
    const shown = Object.entries(options).filter(([option]) => option !== layer.nested)
    const trainable = parameters.filter((parameter) => parameter.trainable)
    return {
      pointer: toPointer(['spec', ...path]),
      ...{ type, role, depth: at, options: Object.fromEntries(shown) },
      outputShape: shapes[index + 1]!,
      parameters: parameters.map(({ name, shape }) => ({ name, shape })),
      parameterCount: trainable.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    }
  })
  const { parameterCount, multiplications, memoryBytes } = sizes
  return { inputShape: shapes[0]!, layers, parameterCount, multiplications, memoryBytes }
}
