/** Learning curve of a trial in API responses. */
import { z } from 'zod'
import type { Db } from '../../db/client.ts'
import { readEpochs } from '../../db/tables/metrics/epochs.ts'
import { EpochMetrics } from '../../epoch-metrics.ts'
import { downSample } from '../../search/analysis/down-sample.ts'
import { readTrialAnswer } from './trial-answer.ts'

export const TrialMetrics = z.strictObject({ number: z.int(), points: z.array(EpochMetrics) })
export type TrialMetrics = z.infer<typeof TrialMetrics>

/**
 * @param points  maximum number of epochs, chosen to preserve the shape of the curve
 * @throws Problem trial-not-found
 */
export async function readTrialMetrics(
  db: Db,
  studyId: string,
  number: number,
  points: number,
): Promise<TrialMetrics> {
  const epochs = await readEpochs(db.pool, studyId, number)
  // an empty curve may mean that the trial does not exist
  if (epochs.length === 0) await readTrialAnswer(db, studyId, number)
  const curve = {
    points: epochs,
    x: (epoch: EpochMetrics) => epoch.step,
    series: ({ value, train, validation }: EpochMetrics) => [
      value ?? Number.NaN,
      validation.loss ?? Number.NaN,
      train.loss ?? Number.NaN,
    ],
  }
  return { number, points: downSample(curve, points) }
}
