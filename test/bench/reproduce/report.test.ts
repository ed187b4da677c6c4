import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import type { Epoch, StudyResult, TrialLine } from '../../../bench/reproduce/answers.ts'
import { housePrices } from '../../../bench/reproduce/problems/house-prices.ts'
import { writeReport } from '../../../bench/reproduce/report.ts'
import { createSteps } from '../../../bench/reproduce/steps.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-report-'))
after(() => fs.rmSync(folder, { recursive: true }))

const domain = { type: 'float', low: 0.001, high: 1, log: true, step: null, points: null }
const choice = { type: 'choice', options: ['relu', 'tanh'] }
const objective = { metric: 'validation.rmse', direction: 'minimize' }

/** Two trials, with what a question, a search and the ladder need. */
function resultWith(params: readonly Record<string, unknown>[]): StudyResult {
  const trials = params.map((given, number): TrialLine => {
    const ended = { value: 100 - number, step: 2, durationMs: 10, reason: null }
    return { number, state: 'complete', source: 'suggested', params: given, ...ended }
  })
  const points: Epoch[] = [1, 2].map((step) => {
    return { step, value: 100 / step, train: { loss: 1 / step }, validation: { loss: 1, rmse: 9 } }
  })
  const best = { number: 1, value: 99, params: params[1] }
  return {
    ...{ trials, seconds: 1.5, curves: trials.map(({ number }) => ({ number, points })) },
    study: {
      ...{ objective, best, stopReason: 'budget.seconds', budget: { seconds: 9 } },
      spec: { space: { epochs: 2 } },
      model: { type: 'blend', members: [{ weight: 0.25 }, { weight: 0.75 }] },
      plan: [{ rule: 'loss', chose: 'this | that', because: 'a regression' }],
    },
    analyses: {
      curves: {
        metric: 'validation.rmse',
        best: [
          { number: 0, value: 100 },
          { number: 1, value: 99 },
        ],
        curves: [{ number: 1, steps: [1, 2], values: [100, null] }],
      },
      importance: { items: [{ parameter: 'rate', importance: 1 }] },
      parallel: {
        objective,
        axes: [
          { parameter: 'rate', domain },
          { parameter: 'activation', domain: choice },
        ],
        lines: [
          { value: 99, at: [0.1, 1] },
          { value: 100, at: [null, 0] },
        ],
      },
      slice: {
        items: [
          { parameter: 'rate', domain, points: { x: [0.1], values: [99] } },
          { parameter: 'activation', domain: choice, points: { x: [1, 0], values: [99, 100] } },
        ],
      },
    },
    finalists: {
      seeds: 5,
      selection: { optimism: 3.25 },
      items: [{ rank: 1, trial: 1, searchValue: 99, mean: 102, interval: [101, 103], tied: true }],
    },
    test: { of: 'blend of trials 0, 1', rows: 2, metrics: { rmse: 12_345.6 } },
    winner: { of: 'trial 1', rows: 2, metrics: { rmse: 23_456.7 } },
    predictions: [
      { value: 110, deviation: 10 },
      { value: 190, deviation: 20 },
    ],
  }
}

const params = [
  { depth: 1, activation: 'relu', learningRate: 0.003, batchSize: 10 },
  { depth: 2, activation: 'tanh', learningRate: 0.03, batchSize: 30 },
]

test('a report has the numbers of the answers, a plot for each question, and says what failed', () => {
  const outcome = { result: resultWith(params) }
  const questions = housePrices.questions.map((question) => ({ question, outcome }))
  const failed = { failed: 'POST /v1/studies: 422' }
  const data = {
    ...{ about: 'two houses', upload: null, dataset: 'houses', preprocess: {} },
    testRows: [
      { SalePrice: 100, OverallQual: 3 },
      { SalePrice: 200, OverallQual: 7 },
    ],
    target: 'SalePrice',
  }
  const file = writeReport(folder, {
    ...{ problem: housePrices, data, command: 'npm run reproduce', minutes: 1 },
    outcomes: {
      ladder: housePrices.ladder.map((rung, i) => ({ rung, outcome: i === 0 ? outcome : failed })),
      ...{ search: outcome, likelihood: outcome, questions },
    },
  })
  const text = fs.readFileSync(file, 'utf8')
  for (const expected of [
    '| squared error, 2 × 20 ReLU | test 33,657 | rmse 99 | 12,346 | 0.0765 | 2 | 2 | 1.5 s |',
    '| Gaussian likelihood, 5 × 60 | test 39,516 | failed: POST /v1/studies: 422 |',
    '| its test rmse | 23,457 |',
    '| final model | blend of trials 0, 1, weights 0.25, 0.75 |',
    '| 2 | tanh | 0.03 | 30 | 99 | 2 | 0.5 | 1 | 1, 1 |',
    '| loss | this \\| that | a regression |',
    '| 1 | 1 | 99 | 102 | 101 to 103 | tied |',
    'better than the mean of its repetitions by 3.25',
    '| search | 10 | 0.0765 | 100.0 % |',
  ]) {
    assert.ok(text.includes(expected), `${expected}\n\nis not in\n\n${text}`)
  }
  const plots = [...text.matchAll(/\]\(([\w-]+\.svg)\)/g)].map(([, name]) => name!)
  assert.equal(plots.length, 5 + 5 + 2 + housePrices.questions.length)
  for (const name of plots) {
    const svg = fs.readFileSync(path.join(folder, name), 'utf8')
    assert.match(svg, /^<svg [\s\S]*<\/svg>$/, name)
    assert.doesNotMatch(svg, /NaN|undefined/, name)
  }
  JSON.parse(fs.readFileSync(path.join(folder, 'report.json'), 'utf8'))
})

test('a step is taken from an earlier run, unless its study or the data changed', async () => {
  let posts = 0
  const answers: Record<string, unknown> = {
    'GET /v1/studies/id': { state: 'complete', best: { number: 0, value: 1 } },
    'GET /v1/studies/id/export?format=json': [],
  }
  const call = async <T>(method: string, at: string): Promise<T> => {
    if (method === 'POST') posts++
    if (method === 'GET' && !(`${method} ${at}` in answers)) throw new Error('404')
    return (answers[`${method} ${at}`] ?? { id: 'id' }) as T
  }
  const stepsOn = (data: string) => {
    const service = { call, upload: async () => 'houses' }
    return createSteps(service, { folder: path.join(folder, 'steps'), data, print: () => {} })
  }
  await stepsOn('a').study('one', { seed: 1 })
  await stepsOn('a').study('one', { seed: 1 })
  assert.equal(posts, 1)
  await stepsOn('a').study('one', { seed: 2 })
  await stepsOn('b').study('one', { seed: 2 })
  assert.equal(posts, 3)
})
