/** How the epochs of a training are executed. */
import { z } from 'zod'

/** Single ops, a TensorFlow graph whose ops are called one by one, or the same graph compiled to machine code by XLA. */
export const Execution = z
  .enum(['eager', 'graph', 'xla'])
  .describe('how its last epochs were executed: op by op, as a graph, or compiled by XLA')
export type Execution = z.infer<typeof Execution>

export type Compiled = Exclude<Execution, 'eager'>

/** How fast a group trained. */
export interface LaneRate {
  execution: Compiled
  lanes: number
  usPerStep: number // microseconds, of one lane
}
