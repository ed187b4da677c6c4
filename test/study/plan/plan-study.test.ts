/** Which rules apply to which data, and that every plan is a study that can be trained. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DatasetSummary } from '../../../src/data/summary.ts'
import { parseSpace } from '../../../src/search/space/parse/parse-space.ts'
import { checkSpace } from '../../../src/study/check/check-space.ts'
import { gatherFacts } from '../../../src/study/plan/facts.ts'
import { type Machine, toMachine } from '../../../src/study/plan/machine.ts'
import { type Given, planStudy } from '../../../src/study/plan/plan-study.ts'
import { rules } from '../../../src/study/plan/rules/index.ts'
import type { KnownSpeed } from '../../../src/study/plan/speed.ts'
import { StudyFields } from '../../../src/study/posted-study.ts'

const machine = toMachine({ trainers: 2, device: 'cpu', trials: [] })
const nothing: Given = { fields: new Set(), validation: undefined, objective: undefined }

interface Made {
  rows?: number
  inputShape?: number[] | null
  task?: DatasetSummary['task']
  columns?: object[]
  classRows?: number[]
  validation?: object
}

const quality = {
  ...{ name: 'quality', type: 'text', role: 'input', encoding: 'categorical', missing: 0 },
  ...{ distinct: 3, levels: ['Gd', 'Fa', 'TA'].map((value) => ({ value, rows: 9 })) },
}

const numeric = { type: 'number', role: 'input', encoding: 'numeric', missing: 0, distinct: 50 }

function dataOf({ rows = 5_000, inputShape = null, task = 'classification', ...rest }: Made) {
  return {
    task,
    rows,
    testRows: 0,
    inputShape,
    classes: task === 'classification' ? ['a', 'b', 'c'] : null,
    ...(task === 'classification' ? { classRows: Array(3).fill(Math.floor(rows / 3)) } : {}),
    columns: [
      { ...numeric, name: 'a' },
      { name: 'y', type: 'number', role: 'target', missing: 0, distinct: 9, deviation: 1 },
    ],
    warnings: [],
    ...rest,
  } as unknown as DatasetSummary
}

function plan(data: DatasetSummary, { seconds = 600, on = machine, given = nothing } = {}) {
  return planStudy(gatherFacts(data, { seconds }, on), given)
}

function planned(...made: Parameters<typeof plan>) {
  const found = plan(...made)
  assert.ok('plan' in found, JSON.stringify(found))
  return found
}

/** Measured on trials of which an update took this long. */
function slowness(secondsOfUpdate: number): KnownSpeed {
  const trial = {
    updates: 100,
    multiplications: 1e7,
    elements: 1e5,
    seconds: 100 * secondsOfUpdate,
  }
  return { ...machine.lanes, measured: [trial, trial, trial] }
}

const because = (found: ReturnType<typeof planned>, rule: string) =>
  found.plan.find((one) => one.rule === rule)?.because ?? ''

describe('a planned study', () => {
  const shapes = [null, [5], [20, 3], [28, 28, 1], [8, 8, 1], [8, 31, 3], [7, 7, 1], [100, 90, 3]]
  const levels = { ...numeric, name: 'b', encoding: 'categorical', distinct: 300 }
  const wide = Array.from({ length: 400 }, (_, at) => ({ ...numeric, name: `x${at}` }))
  const tables: [string, Made][] = [
    ...shapes.map((inputShape): [string, Made] => [
      inputShape === null ? 'a table' : `[${inputShape}]`,
      { inputShape },
    ]),
    ['many levels', { columns: [levels] }],
    ['many columns', { columns: wide }],
    ['a known scale', { columns: [{ ...numeric, name: 'a' }, quality] }],
    ['missing numbers', { columns: [{ ...numeric, name: 'a', missing: 3 }] }],
  ]
  for (const [name, made] of tables) {
    it(`fits the schema and can be trained for ${name}`, () => {
      // half a million images are more than can be prepared
      const counts = [20, 500, 5_000, ...(made.inputShape?.length === 3 ? [] : [500_000])]
      for (const rows of counts) {
        for (const task of ['classification', 'regression'] as const) {
          const data = dataOf({ ...made, rows, task })
          const { fields } = planned(data, { seconds: 1e5 })
          const { space } = StudyFields.parse({ dataset: 'd', ...fields })
          const parsed = parseSpace(space)
          assert.ok(parsed.ok, JSON.stringify(parsed))
          assert.deepEqual(checkSpace(parsed.space, data), [])
          assert.ok(parsed.space.parameters.length >= 5)
          const { parameters } = parsed.space
          assert.deepEqual(
            parameters.filter(({ domain }) => domain.default === undefined),
            [],
            'the first trial takes defaults',
          )
        }
      }
    })
  }

  it('says of every rule what it chose and why', () => {
    const { plan: said } = planned(dataOf({}))
    assert.deepEqual(
      said.map(({ rule }) => rule),
      Object.keys(rules),
    )
    assert.ok(said.every(({ chose, because: why }) => chose.length > 0 && why.length > 0))
  })

  it('validates few rows by folds, twice where they are very few, as far as the time allows, and many by one part', () => {
    const of = (rows: number) => planned(dataOf({ rows })).fields.validation
    assert.deepEqual(
      [100, 1_000, 5_000, 60_000].map((rows) => {
        const { type, folds, repeats, fraction } = of(rows) as unknown as Record<string, unknown>
        return [type, folds ?? fraction, repeats]
      }),
      [
        ['kfold', 5, 2],
        ['kfold', 5, 1],
        ['holdout', 0.2, 1],
        ['holdout', 0.1, 1],
      ],
    )
    const brief = (seconds: number) => {
      const { folds, repeats } = planned(dataOf({ rows: 100 }), { seconds }).fields
        .validation as unknown as Record<string, unknown>
      return [folds, repeats]
    }
    assert.deepEqual(
      [brief(1), brief(5)],
      [
        [undefined, 1],
        [5, 1],
      ],
    )
  })

  it('does not cut a class of three rows into five folds', () => {
    const data = dataOf({ rows: 103, classRows: [50, 50, 3] })
    assert.equal((planned(data).fields.validation as { type: string }).type, 'holdout')
  })

  it('validates as the dataset holds back its test rows', () => {
    const own = { type: 'holdout', fraction: 0.1, order: 'week', repeats: 1 }
    const data = dataOf({ rows: 100, validation: own })
    assert.deepEqual(planned(data).fields.validation, own)
  })

  it('takes the ranks of a known scale, unless the data have an order or more levels than are listed', () => {
    const of = (column: object) => {
      const columns = [
        { ...numeric, name: 'a' },
        { ...quality, ...column },
      ]
      return (planned(dataOf({ columns })).fields.space.preprocess as { orders?: object }).orders
    }
    assert.deepEqual(of({}), { quality: ['Fa', 'TA', 'Gd'] })
    assert.equal(of({ order: ['TA', 'Fa', 'Gd'] }), undefined)
    assert.equal(of({ distinct: 40 }), undefined)
    assert.equal(of({ role: 'ignored' }), undefined)
  })

  it('learns the logarithm of amounts, and of no target that may be 0', () => {
    const target = { name: 'y', type: 'number', role: 'target', missing: 0, distinct: 99 }
    const of = (numbers: object) => {
      const columns = [
        { ...numeric, name: 'a' },
        { ...target, ...numbers },
      ]
      const { fields } = planned(dataOf({ task: 'regression', columns }))
      return (fields.space.preprocess as { target?: { $choice: string[] } }).target?.$choice
    }
    const prices = { min: 35_000, max: 755_000, mean: 181_000, deviation: 79_000 }
    assert.deepEqual(of(prices), ['log', 'standardize'])
    assert.equal(of({ ...prices, min: 0 }), undefined)
    assert.equal(of({ min: 15, max: 40, mean: 22, deviation: 5 }), undefined)
  })

  it('embeds the numbers of a large table with few of them', () => {
    const of = (made: Made, seconds = 600) => {
      const { space } = planned(dataOf(made), { seconds }).fields as unknown as {
        space: { layers: { type?: string }[]; preprocess: { numeric: { $choice: string[] } } }
      }
      const embeds = space.layers.some(({ type }) => type === 'numericEmbedding')
      return [embeds, space.preprocess.numeric.$choice.includes('piecewiseLinear')]
    }
    const columns = (numbers: number, others: object[] = []) => [
      ...Array.from({ length: numbers }, (_, at) => ({ ...numeric, name: `n${at}` })),
      ...others,
      { name: 'y', type: 'number', role: 'target', missing: 0, distinct: 9, deviation: 1 },
    ]
    const long = 6_000 // the bins of `piecewiseLinear` are offered in long searches
    assert.deepEqual(of({ rows: 9_999 }, long), [false, true])
    assert.deepEqual(of({ rows: 10_000 }, long), [true, false])
    assert.deepEqual(of({ rows: 10_000, columns: columns(30) }), [true, false])
    assert.deepEqual(of({ rows: 10_000, columns: columns(31) }, long), [false, true])
    const levels = Array.from({ length: 40 }, (_, at) => ({ value: `l${at}`, rows: 250 }))
    const town = { ...quality, name: 'town', distinct: 40, levels }
    assert.deepEqual(of({ rows: 10_000, columns: columns(2, [town]) }), [true, false])
  })

  it('leaves time for finalists and a refit, and says how much', () => {
    const found = planned(dataOf({ rows: 1_000 }), { seconds: 600 })
    const { budget, finalists, refit } = found.fields as Record<string, unknown>
    assert.deepEqual(
      [budget, finalists, refit],
      [undefined, { top: 3, seeds: 5, share: 0.4 }, true],
    )
    assert.match(because(found, 'finalists'), /the trainings would take about \S+ s, a refit \S+ s/)
  })

  it('blends finalists that predicted validation rows, where those fit into memory', () => {
    const of = (made: Made, with_: Partial<Given> = {}) =>
      planned(dataOf(made), { seconds: 1e5, given: { ...nothing, ...with_ } }).fields.ensemble
    assert.deepEqual(of({ rows: 1_000 }), { size: 4 })
    assert.deepEqual(of({ rows: 8_000, inputShape: [28, 28, 1] }), { size: 4 })
    assert.equal(of({ rows: 5_000_000 }), undefined)
    const objective = { metric: 'train.loss' }
    assert.equal(of({}, { fields: new Set(['objective']), objective }), undefined)
    assert.equal(of({}, { fields: new Set(['finalists']) }), undefined)
  })

  it('does without them where one training takes too long', () => {
    const slow = {
      ...machine.lanes,
      assumed: { perUpdate: 1, perMultiplication: 0, perElement: 0 },
    }
    const found = planned(dataOf({}), { seconds: 4_000, on: { ...machine, lanes: slow } })
    const { budget, finalists, refit } = found.fields as Record<string, unknown>
    assert.deepEqual([budget, finalists, refit], [undefined, undefined, false])
    assert.match(because(found, 'finalists'), /a refit would take/)
  })

  it('keeps what is posted', () => {
    const validation = { type: 'holdout', fraction: 0.3, repeats: 1 } as const
    const given = { fields: new Set(['validation', 'sampler']), validation, objective: undefined }
    const found = planned(dataOf({}), { given })
    assert.deepEqual(found.fields.validation, validation)
    assert.equal(found.fields.sampler, undefined)
    assert.match(because(found, 'sampler'), /the study has `sampler`/)
  })

  it('trains longer and offers larger networks where there is more time', () => {
    const images = dataOf({ rows: 8_000, inputShape: [28, 28, 1] })
    const [short, long] = [30, 7_200].map((seconds) => planned(images, { seconds }).fields.space)
    const networks = (space: Record<string, unknown>) =>
      (space.layers as { $choice?: unknown[] }).$choice?.length ?? 1
    assert.ok(Number(long?.epochs) > Number(short?.epochs))
    assert.ok(networks(long ?? {}) > networks(short ?? {}))
  })

  it('gives images two fifths of the epochs where that leaves time for two trials', () => {
    const images = dataOf({ rows: 8_000, inputShape: [28, 28, 1] })
    const epochs = (seconds: number) => Number(planned(images, { seconds }).fields.space.epochs)
    assert.equal(epochs(30), 8)
    assert.ok(epochs(60) > 8)
  })

  it('says how sure it is of the time of a trial, and what that rests on', () => {
    assert.match(
      because(planned(dataOf({})), 'epochs'),
      /a trial takes about \S+ s \(\S+ to \S+ s\) as assumed/,
    )
  })

  it('goes by measured speed where there is one', () => {
    const slow: Machine = {
      ...machine,
      lanes: slowness(1e-2),
    }
    const data = dataOf({})
    const [fast, held] = [planned(data), planned(data, { on: slow })]
    assert.ok(Number(held.fields.space.epochs) < Number(fast.fields.space.epochs))
    assert.match(because(held, 'epochs'), /measured here/)
    assert.match(because(fast, 'epochs'), /as assumed/)
  })
})

describe('a study that cannot be planned', () => {
  const refused: [string, Made, RegExp][] = [
    ['no inputs', { columns: [] }, /has no inputs.*rule `data`/],
    ['too few rows', { rows: 6 }, /6 rows.*rule `data`/],
    ['a class of one row', { rows: 50, classRows: [49, 1] }, /a class with 1 rows.*rule `data`/],
    [
      'a constant target',
      {
        task: 'regression',
        columns: [
          { ...numeric, name: 'a' },
          { ...numeric, name: 'y', role: 'target', deviation: 0 },
        ],
      },
      /constant target.*rule `data`/,
    ],
  ]
  for (const [name, made, detail] of refused) {
    it(`names the rule: ${name}`, () => {
      const found = plan(dataOf(made))
      assert.ok('faults' in found)
      assert.equal(found.faults[0]?.pointer, '/dataset')
      assert.match(found.faults[0]?.detail ?? '', detail)
    })
  }

  it('is told how many seconds to give if not even one trial fits', () => {
    const found = plan(dataOf({ rows: 50_000, inputShape: [32, 32, 3] }), { seconds: 2 })
    assert.ok('faults' in found)
    assert.equal(found.faults[0]?.pointer, '/budget/seconds')
    assert.match(found.faults[0]?.detail ?? '', /2 seconds are too few .* give \d+ seconds or more/)
  })
})
