/** Predicts the rows that the folds of a trial held back. */

import type { DeviceData, DeviceSplit } from '../device-data.ts'
import { mapFactors } from '../device-data.ts'
import { predictRows } from '../epochs/evaluate.ts'
import { withModel } from '../network/model.ts'
import { dispose, type Tensor, type Tf } from '../tensorflow.ts'
import type { Member } from './blend.ts'
import type { HeldOut, HeldOutRows } from './held-out.ts'

/** @param members  the network of each fold of the data, in their order */
export async function predictHeldOut(
  tf: Tf,
  data: DeviceData,
  members: readonly Member[],
): Promise<HeldOut> {
  const folds: HeldOutRows[] = []
  let ms = 0
  for (const [fold, { model }] of members.entries()) {
    const split = splitOfFold(tf, data.validation, fold)
    try {
      const startedAt = performance.now()
      const rows = await withModel(tf, model, (context) => predictRows(tf, context, split))
      ms += performance.now() - startedAt
      folds.push({ rows, facts: split.facts[0]!, target: model.target })
    } finally {
      dispose(tf, [split.x, split.y, split.factors])
    }
  }
  const { loss } = members[0]!.model.spec
  return { loss, folds, msPerRow: ms / data.validation.rows }
}

/** Caller disposes. */
function splitOfFold(
  tf: Tf,
  { x, y, factors, rows, facts }: DeviceSplit,
  fold: number,
): DeviceSplit {
  const own = (tensor: Tensor) => tf.slice(tensor, [fold], [1])
  return { x: own(x), y: own(y), factors: mapFactors(factors, own), rows, facts: [facts[fold]!] }
}
