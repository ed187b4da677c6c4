/** Workers with what they train now and how fast their hardware trains. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { listLaneRates } from '../../db/tables/lane-rates.ts'
import { readTrainingNow } from '../../db/tables/training-now.ts'
import { listLiveWorkers, Worker } from '../../db/tables/workers.ts'
import { Timestamp } from '../../db/timestamp.ts'

const mostTrials = 100 // of each worker
const mostRates = 50 // of each hardware

export const WorkerAnswer = Worker.extend({
  training: z
    .array(
      z.strictObject({
        studyId: z.string(),
        study: z.string().describe('name of the study'),
        number: z.int(),
        group: z
          .int()
          .describe(
            'trials with equal numbers have one shape, and may train as lanes of one graph',
          ),
        lastStep: z.int().nullable().describe('newest epoch'),
        epochs: z.int().nullable().describe('planned'),
        startedAt: Timestamp.nullable(),
      }),
    )
    .describe('trials that it trains now, at most 100'),
  rates: z
    .array(
      z.strictObject({
        laneClass: z.string().describe('networks of about the same work'),
        execution: z.enum(['graph', 'xla']).describe('how they were executed'),
        lanes: z.int().describe('trials that trained side by side'),
        usPerStep: z.number().describe('microseconds of a step of one lane'),
        groups: z.int().describe('groups that were measured'),
        measuredAt: Timestamp,
      }),
    )
    .describe('measured on this hardware, at most the 50 newest'),
}).meta({ id: 'Worker' })
export type WorkerAnswer = z.infer<typeof WorkerAnswer>

/** Oldest first. */
export async function readWorkers(sql: Sql): Promise<WorkerAnswer[]> {
  const workers = await listLiveWorkers(sql)
  const ids = workers.map(({ id }) => id)
  const hardware = [...new Set(workers.map((worker) => worker.hardware))]
  const held = await readTrainingNow(sql, ids, mostTrials)
  const rates = await listLaneRates(sql, hardware, mostRates)
  return workers.map((worker) => {
    const own = held.filter((trial) => trial.worker === worker.id)
    const groups = [...new Set(own.map(groupOf))]
    return {
      ...worker,
      training: own.map((trial) => ({
        studyId: trial.studyId,
        study: trial.study,
        number: trial.number,
        group: groups.indexOf(groupOf(trial)),
        lastStep: trial.lastStep,
        epochs: trial.epochs,
        startedAt: trial.startedAt?.toISOString() ?? null,
      })),
      rates: rates
        .filter((rate) => rate.hardware === worker.hardware)
        .map(({ hardware: _, measuredAt, ...rate }) => ({
          ...rate,
          measuredAt: measuredAt.toISOString(),
        })),
    }
  })
}

function groupOf({
  studyId,
  shape,
  number,
}: {
  studyId: string
  shape: string | null
  number: number
}) {
  return `${studyId} ${shape ?? `only ${number}`}`
}
