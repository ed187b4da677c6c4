/** Defines the inverse of a target's transform (data/prepare/target/) on tensors, for graphs, evaluations and predictions. */
import type { Tensor, Tf } from '../tensorflow.ts'

export interface TargetInverse<Fitted> {
  /**
   * The parameters by lane, of equal lengths.
   *
   * @param fitted  of each lane
   */
  parameters(fitted: readonly Fitted[]): Record<string, number[] | number[][]>
  /**
   * `own` from what the network learns.
   *
   * @param y           [lanes, batch]
   * @param parameters  [lanes, 1] or [lanes, 1, …] each
   * @returns           [lanes, batch]
   */
  restore(tf: Tf, y: Tensor, parameters: Record<string, Tensor>): Tensor
}

export function defineInverse<Fitted>(inverse: TargetInverse<Fitted>): TargetInverse<Fitted> {
  return inverse
}
