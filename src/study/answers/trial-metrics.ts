/** The learning curve of a trial as the API answers it. */
import { z } from 'zod'
import type { Db } from '../../db/client.ts'
import { readEpochs } from '../../db/tables/metrics/epochs.ts'
import { EpochMetrics } from '../../epoch-metrics.ts'
import { downSample } from '../../search/analysis/down-sample.ts'
import { readTrialAnswer } from './trial-answer.ts'

export const TrialMetrics = z.strictObject({ number: z.int(), points: z.array(EpochMetrics) })
export type TrialMetrics = z.infer<typeof TrialMetrics>

/**
 * @param points  at most so many epochs, those that the shape of the curve needs
 * @throws Problem trial-not-found
 */
export async function readTrialMetrics(
  db: Db,
  studyId: string,
  number: number,
  points: number,
): Promise<TrialMetrics> {
  const epochs = await readEpochs(db.pool, studyId, number)
  // an empty curve may be that of no trial
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
