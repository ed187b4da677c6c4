/**
 * Writes the study that the dashboard is measured on to the database: 12 parameters of all kinds, and a learning curve
 * for each trial.
 */
import type { Sql } from '../../src/db/client.ts'
import type { NewTrial } from '../../src/db/tables/trials/insert-trials.ts'
import type { Rng } from '../../src/search/rng.ts'
import type { Params } from '../../src/search/space/params.ts'
import { drawTrials, trialsAtOnce } from './draw-trials.ts'
import type { Post } from './made-study.ts'

const prunedShare = 0.4
const failedShare = 0.03
const auditedShare = 0.1 // of the trials that the pruner stops
const secondsATrial = 20
const parallelTrials = 4

const body = {
  objective: { metric: 'accuracy', direction: 'maximize' },
  sampler: { type: 'random' },
  pruner: { type: 'asha', audit: auditedShare },
  seed: 1,
  space: {
    learningRate: { $float: { low: 1e-5, high: 1, log: true } },
    weightDecay: { $float: { low: 1e-7, high: 1e-1, log: true } },
    dropout: { $float: { low: 0, high: 0.8 } },
    labelSmoothing: { $float: { low: 0, high: 0.2, step: 0.05 } },
    layers: { $int: { low: 1, high: 6 } },
    units: { $int: { low: 8, high: 1024, log: true } },
    batchSize: { $choice: [16, 32, 64, 128, 256] },
    activation: { $choice: ['relu', 'tanh', 'sigmoid', 'gelu'] },
    batchNorm: { $choice: [true, false] },
    optimizer: {
      $choice: [
        { type: 'adam', beta1: { $float: { low: 0.8, high: 0.999 } } },
        { type: 'sgd', momentum: { $float: { low: 0, high: 0.99 } } },
      ],
    },
  },
}

/**
 * Posts an external study and inserts its trials with `reports` reports each.
 *
 * @param states  `mixed`: four in ten are pruned at a rung of asha, with fewer reports, and a few have failed
 */
export async function seedStudy(
  post: Post,
  sql: Sql,
  {
    trials,
    reports = 30,
    states = 'mixed',
    name = `${trials} trials`,
  }: { trials: number; reports?: number; states?: 'complete' | 'mixed'; name?: string },
): Promise<{ id: string }> {
  const { id } = (await post('/v1/studies', { ...body, name })) as { id: string }
  await drawTrials(sql, { id, space: body.space, trials }, (params, rng, number) =>
    resultOf(accuracyOf(params, rng), { number, reports, states, rng }),
  )
  for (let first = 0; first < trials; first += trialsAtOnce) {
    const range = { first, last: first + trialsAtOnce - 1, reports }
    await addTimes(sql, id, range)
    await addReports(sql, id, range)
  }
  await sql.query('VACUUM ANALYZE trial, epoch_metric, study')
  return { id }
}

/** Best near a learning rate of 0.003 and with many units; `sgd` wants momentum. */
function accuracyOf(params: Params, rng: Rng): number {
  const decades = Math.log10(Number(params.learningRate)) + 2.5
  const size = Math.log2(Number(params.units)) / 10 + Number(params.layers) / 30
  const momentum =
    params.optimizer === 'sgd' ? 0.15 * (1 - Number(params['optimizer[sgd].momentum'])) : 0
  const sigmoid = params.activation === 'sigmoid' ? 0.1 : 0
  const logit = 2 + size - 0.35 * decades ** 2 - Number(params.dropout) - momentum - sigmoid
  return 1 / (1 + Math.exp(-logit - 0.3 * rng.normal()))
}

function resultOf(
  accuracy: number,
  {
    number,
    reports,
    states,
    rng,
  }: { number: number; reports: number; states: 'complete' | 'mixed'; rng: Rng },
): Pick<NewTrial, 'state' | 'provenance'> & Partial<NewTrial> {
  const suggested = { sampler: 'random', phase: 'random' }
  const complete = {
    state: 'complete' as const,
    values: [accuracy],
    rankValue: -accuracy,
    step: reports,
    lastStep: reports,
  }
  if (states === 'complete') return { ...complete, provenance: suggested }
  if (rng.uniform() < failedShare) {
    const step = 1 + rng.int(reports)
    return {
      state: 'failed',
      provenance: suggested,
      step,
      lastStep: step,
      reason: `diverged: the loss is not finite at step ${step}`,
    }
  }
  // the worse a trial, the more likely it is stopped
  if (number < parallelTrials || rng.uniform() > 2 * prunedShare * (1 - accuracy) + 0.1) {
    return { ...complete, provenance: suggested }
  }
  const rung = rng.int(Math.floor(Math.log(reports) / Math.log(3)) + 1)
  const step = Math.min(reports, 3 ** rung)
  const value = reportedAt(accuracy, step, reports)
  const stop = {
    pruner: 'asha',
    step,
    rung,
    value,
    threshold: value + 0.2 * rng.uniform(),
    compared: 20,
    comparedWith: Array.from({ length: 20 }, () => rng.int(Math.max(1, number))),
    isAudited: rng.uniform() < auditedShare,
  }
  const provenance = { ...suggested, stop }
  if (stop.isAudited) return { ...complete, provenance }
  return {
    state: 'pruned',
    provenance,
    step,
    lastStep: step,
    reason: `asha: at step ${step}, ${value.toPrecision(4)} is worse than ${stop.threshold.toPrecision(4)}`,
  }
}

const epochsToLearn = 6

/** Rises to the final accuracy. `addReports` computes the same. */
function reportedAt(accuracy: number, step: number, reports: number): number {
  return (
    (accuracy * (1 - Math.exp(-step / epochsToLearn))) / (1 - Math.exp(-reports / epochsToLearn))
  )
}

interface Range {
  first: number // numbers of the trials
  last: number
}

/** What a trial's reports lead to: its value, or what a trial without a result was on the way to. */
const final = `coalesce(t.values[1], (t.provenance->'stop'->>'value')::float8
  * (1 - exp(-$2::float8 / $3)) / (1 - exp(-t.last_step / $3::float8)), 0.5)`
const reported = (step: string) =>
  `${final} * (1 - exp(-${step} / $3::float8)) / (1 - exp(-$2::float8 / $3))`

async function addTimes(
  sql: Sql,
  studyId: string,
  { reports, first, last }: Range & { reports: number },
): Promise<void> {
  const turn = `(number / ${parallelTrials})`
  const share = 'coalesce(last_step, $2) / $2::float8'
  await sql.query(
    `UPDATE trial t SET
       value = coalesce(t.value, ${reported('t.last_step')}),
       created_at = s.created_at + ${turn} * ${secondsATrial} * interval '1 s',
       started_at = s.created_at + ${turn} * ${secondsATrial} * interval '1 s',
       ended_at = s.created_at + (${turn} + ${share}) * ${secondsATrial} * interval '1 s',
       duration_ms = 1000.0 * ${secondsATrial} * ${share}
     FROM study s WHERE s.id = $1 AND t.study_id = $1 AND number BETWEEN $4 AND $5`,
    [studyId, reports, epochsToLearn, first, last],
  )
}

async function addReports(
  sql: Sql,
  studyId: string,
  { reports, first, last }: Range & { reports: number },
): Promise<void> {
  await sql.query(
    `INSERT INTO epoch_metric (study_id, number, step, value)
     SELECT t.study_id, t.number, at, ${reported('at')}
     FROM trial t, generate_series(1, t.last_step) AS at
     WHERE t.study_id = $1 AND t.number BETWEEN $4 AND $5`,
    [studyId, reports, epochsToLearn, first, last],
  )
}
