/** Writes a study of random complete trials to the database: 20 parameters, every tenth trial with 20 epochs. */
import type { Sql } from '../../src/db/client.ts'
import type { Params } from '../../src/search/space/params.ts'
import { drawTrials } from './draw-trials.ts'

/** POSTs JSON; rejects if the response is an error. */
export type Post = (path: string, body: unknown) => Promise<unknown>

export interface MadeSpace {
  first: string
  second: string
}

const epochs = 20

function spec(): Record<string, unknown> {
  const floats = Array.from({ length: 8 }, (_, i) => [
    `dropout${i}`,
    { $float: { low: 0, high: 1 } },
  ])
  const logs = Array.from({ length: 4 }, (_, i) => [
    `rate${i}`,
    { $float: { low: 1e-6, high: 1, log: true } },
  ])
  const ints = Array.from({ length: 4 }, (_, i) => [
    `units${i}`,
    { $int: { low: 4, high: 512, log: i % 2 === 0 } },
  ])
  return {
    ...Object.fromEntries([...floats, ...logs, ...ints]),
    activation: { $choice: ['relu', 'tanh', 'sigmoid', 'gelu'] },
    batchSize: { $choice: [16, 32, 64, 128] },
    optimizer: {
      $choice: [
        { type: 'adam', beta: { $float: { low: 0.8, high: 0.999 } } },
        { type: 'sgd', momentum: { $float: { low: 0, high: 0.99 } } },
      ],
    },
  }
}

export async function madeStudy(
  post: Post,
  sql: Sql,
  { trials, objectives }: { trials: number; objectives: number },
): Promise<{ id: string; space: MadeSpace }> {
  const body = {
    name: `${objectives} objectives`,
    objectives: Array.from({ length: objectives }, (_, i) => ({
      metric: `loss${i}`,
      direction: 'minimize',
    })),
    space: spec(),
  }
  const { id } = (await post('/v1/studies', body)) as { id: string }
  await drawTrials(sql, { id, space: body.space, trials }, (params, rng) => {
    const values = valuesOf(params, objectives, rng.normal())
    return {
      state: 'complete',
      provenance: { sampler: 'random', phase: 'random' },
      values,
      rankValue: values[0] as number,
      step: epochs,
    }
  })
  await sql.query(
    `INSERT INTO epoch_metric (study_id, number, step, value)
     SELECT $1, number, epoch, value * (1 + 3.0 / epoch) FROM trial, generate_series(1, $2::int) AS epoch
     WHERE study_id = $1 AND (number % 10 = 0 OR rank_value < (SELECT rank_value FROM trial
       WHERE study_id = $1 AND state = 'complete' ORDER BY rank_value OFFSET least(99, $3 - 1) LIMIT 1))`,
    [id, epochs, trials],
  )
  return { id, space: { first: 'dropout0', second: 'rate0' } }
}

/** Conflicting objectives: each has its own optimum. */
function valuesOf(params: Params, objectives: number, noise: number): number[] {
  const decades = Math.log10(Number(params.rate0)) + 3
  const common =
    decades * decades + 0.2 * Math.abs(noise) + (params.activation === 'relu' ? 0 : 0.3)
  return Array.from({ length: objectives }, (_, i) => {
    const at = Number(params[`dropout${i}`])
    return common / 10 + Number(params.dropout0) * (i === 0 ? 1 : -0.5) + at * at
  })
}
