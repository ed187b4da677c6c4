/** One study on one draw of held-out houses, and how its model predicts these. */
import type { OwnService } from '../own-service.ts'
import { rmse, rmseOfLn } from '../reproduce/calibration.ts'
import type { ProblemData } from '../reproduce/problem.ts'

export interface Draw {
  study: StudyOf
  seed: number
  model: string
  inside: number // share of the rows inside their 90 % interval
  rmse: number
  rmseOfLn: number
  nll: number
}

export type StudyOf = keyof typeof studies

const dense = { type: 'dense', units: 100, activation: 'relu' }

export const studies = {
  'search for me': { objective: 'validation.nll' },
  'by hand': {
    objective: 'validation.rmse',
    ...{ sampler: 'random', pruner: 'none', validation: { type: 'kfold', folds: 5 } },
    ...{ finalists: { top: 2, seeds: 2, share: 0.6 }, refit: true, ensemble: { size: 3 } },
    space: {
      preprocess: { target: 'log', missing: 'median' },
      layers: [dense, dense, { type: 'dense', units: 'outputs' }],
      ...{ loss: 'gaussianNll', batchSize: 32, epochs: 100 },
      optimizer: { type: 'adam', learningRate: { $float: { low: 5e-4, high: 2e-3, log: true } } },
    },
  },
} as const

interface Predicted {
  value: number
  deviation: number
  interval: [number, number]
}

export async function measureDraw(
  { search, call }: OwnService,
  { upload, testRows, target }: ProblemData,
  { study, seed, seconds }: { study: StudyOf; seed: number; seconds: number },
): Promise<Draw> {
  const data = { spec: { ...upload!.spec, name: `houses-${seed}` }, file: upload!.file }
  const body = { ...studies[study], seed, budget: { seconds } }
  const { id } = await search(data as never, body)
  const at = `/v1/studies/${id}`
  type Answered = { model: { type: string; members: unknown[] } }
  const { model } = await call<Answered>('GET', at)
  const inputs = testRows!
  const answered = await call<{ predictions: Predicted[] }>('POST', `${at}/predict`, { inputs })
  const { metrics } = await call<{ metrics: { nll: number } }>('POST', `${at}/evaluate`, {})
  const rows = answered.predictions.map((own, row) => {
    return { ...own, truth: Number(inputs[row]![target!]) }
  })
  const inside = rows.filter(({ truth, interval: [low, high] }) => low <= truth && truth <= high)
  return {
    ...{ study, seed, model: `${model.type} of ${model.members.length}` },
    ...{ inside: inside.length / rows.length, rmse: rmse(rows), rmseOfLn: rmseOfLn(rows) },
    nll: metrics.nll,
  }
}
