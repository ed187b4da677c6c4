import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { takeNumbers } from '../../../../src/db/tables/studies/change-study.ts'
import { insertTrials } from '../../../../src/db/tables/trials/insert-trials.ts'
import type { Analysis } from '../../../../src/study/analysis/analysis.ts'
import { analyses } from '../../../../src/study/analysis/index.ts'
import { type Json, type TestApi, testApi } from '../../../support/api.ts'
import { completeTrials, createExternal } from '../../../support/external-study.ts'
import { houses, housesSpec, housesStudy, uploadCsv } from '../../../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const plots = Object.entries<Analysis>(analyses).map(
  ([name, { example }]) => `${name}?${new URLSearchParams(example('x', 'kind'))}`,
)
const read = (id: string, plot: string, headers: Record<string, string> = {}) =>
  api.call('GET', `/v1/studies/${id}/${plot}`, undefined, headers)

async function answered(id: string, plot: string): Promise<Json> {
  const { status, body } = await read(id, plot)
  assert.equal(status, 200, JSON.stringify(body))
  assert.ok(JSON.stringify(body).length < 200_000)
  return body
}

const space = {
  x: { $float: { low: 0, high: 1 } },
  rate: { $float: { low: 1e-4, high: 1, log: true } },
  units: { $int: { low: 1, high: 4 } },
  kind: { $choice: [{ type: 'a' }, { type: 'b', k: { $float: { low: 0, high: 1 }, name: 'k' } }] },
}

/** Writes complete trials; the first value is judged as `direction` says. */
async function insert(
  id: string,
  trials: { params: object; values: number[] }[],
  direction = 'minimize',
): Promise<void> {
  const first = await takeNumbers(api.db.pool, { studyId: id, count: trials.length, suggested: 0 })
  const rows = trials.map(({ params, values }, i) => ({
    number: first + i,
    state: 'complete' as const,
    source: 'imported' as const,
    params,
    spec: {},
    provenance: {},
    values,
    rankValue: direction === 'minimize' ? values[0]! : -values[0]!,
  }))
  await insertTrials(api.db.pool, id, rows)
}

const halton = (i: number, base: number): number =>
  i === 0 ? 0 : ((i % base) + halton(Math.floor(i / base), base)) / base

/** x matters most, then whether `kind` is b; the second objective is 1 − x. */
function madeTrials(count: number) {
  return Array.from({ length: count }, (_, i) => {
    const x = halton(i + 1, 2)
    const isB = halton(i + 1, 7) > 0.5
    const params = {
      x,
      rate: 1e-4 ** halton(i + 1, 3),
      units: 1 + Math.floor(4 * halton(i + 1, 5)),
      ...(isB ? { kind: 'b', k: halton(i + 1, 11) } : { kind: 'a' }),
    }
    return { params, values: [4 * x + (isB ? 1 : 0), 1 - x] }
  })
}

const objectives = [
  { metric: 'cost', direction: 'minimize' },
  { metric: 'gain', direction: 'maximize' },
]

async function madeStudy(count: number): Promise<string> {
  const id = await createExternal(api, { objective: undefined, objectives, space })
  await insert(id, madeTrials(count))
  return id
}

describe('every analysis', () => {
  it('of a study without complete trials is empty', async () => {
    const id = await createExternal(api, { space })
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'runs' })
    for (const plot of [...plots, 'importance?method=fanova']) {
      const body = await answered(id, plot)
      assert.equal(body.trials, 0, plot)
    }
    assert.ok((await answered(id, 'importance')).items.every((item: Json) => item.score === 0))
    const { items, hypervolume } = await answered(id, 'pareto')
    assert.deepEqual([items, hypervolume.value, hypervolume.growth], [[], 0, []])
    assert.deepEqual((await answered(id, 'edf')).points, [])
    assert.deepEqual((await answered(id, 'parallel')).lines, [])
    const { means } = await answered(id, 'contour?x=x&y=kind')
    assert.ok(means.flat().every((mean: unknown) => mean === null))
  })

  it('is answered with 304 until a trial completes, and told apart by its query', async () => {
    const id = await createExternal(api, { space })
    await insert(id, madeTrials(20))
    const tags = new Set<unknown>()
    for (const plot of [...plots, 'curves?top=3', 'edf?points=5', 'importance?method=fanova']) {
      const { headers } = await read(id, plot)
      tags.add(headers.etag)
      const known = { 'if-none-match': String(headers.etag) }
      const same = await read(id, plot, known)
      assert.deepEqual([same.status, same.body, same.headers.etag], [304, '', headers.etag], plot)
    }
    assert.equal(tags.size, plots.length + 3)
    const { headers } = await read(id, 'edf')
    await completeTrials(api, id, [1])
    const changed = await read(id, 'edf', { 'if-none-match': String(headers.etag) })
    assert.equal(changed.status, 200)
    assert.equal(changed.body.trials, 21)
  })

  it('answers 404 for a study that is not there', async () => {
    for (const plot of plots) {
      const { status, body } = await read('nowhere', plot)
      assert.equal(status, 404)
      assert.equal(body.type, 'urn:sweepd:problem:study-not-found')
    }
  })

  for (const [plot, status, pointer, detail] of [
    ['importance?objective=2', 422, '/query/objective', '0 (cost), 1 (gain)'],
    ['importance?objective=x', 400, '/query/objective', ''],
    ['importance?method=shap', 400, '/query/method', ''],
    ['importance?quantile=1', 400, '/query/quantile', ''],
    ['importance?method=fanova&quantile=0.2', 400, '/query/quantile', 'not allowed with fanova'],
    ['edf?points=1', 400, '/query/points', ''],
    ['edf?objectve=1', 400, '/query/objectve', ''],
    ['pareto?reference=1', 422, '/query/reference', '2 objectives'],
    ['pareto?reference=1&reference=x', 400, '/query/reference', ''],
    ['curves?metric=validation.accuracy', 422, '/query/metric', 'cost, gain'],
    ['slice?parameter=y', 422, '/query/parameter', 'x, kind, k, rate, units'],
    ['parallel?parameter=x&parameter=y', 422, '/query/parameter', '"y"'],
    ['contour?x=x', 400, '/query/y', ''],
    ['contour?x=x&y=x', 422, '/query/y', 'different'],
    ['contour?x=x&y=z', 422, '/query/y', '"z"'],
    ['contour?x=x&y=k&cells=51', 400, '/query/cells', ''],
    ['coverage?x=x', 400, '/query/y', ''],
    ['coverage?x=x&y=x', 422, '/query/y', 'different'],
    ['coverage?x=x&y=z', 422, '/query/y', '"z"'],
    ['pruning?limit=1001', 400, '/query/limit', ''],
  ] as const) {
    it(`answers ${status} for ${plot}`, async () => {
      const id = await createExternal(api, { objective: undefined, objectives, space })
      const { status: found, body } = await read(id, plot)
      assert.equal(found, status)
      assert.equal(body.errors[0].pointer.startsWith(pointer), true, JSON.stringify(body))
      assert.ok(body.errors[0].detail.includes(detail), body.errors[0].detail)
      const type = status === 400 ? 'invalid-request' : 'invalid-query'
      assert.equal(body.type, `urn:sweepd:problem:${type}`)
    })
  }
})

describe('importance', () => {
  it('finds what mattered by both methods, for each objective', async () => {
    const id = await madeStudy(300)
    for (const method of ['pedAnova', 'fanova']) {
      const body = await answered(id, `importance?method=${method}`)
      assert.equal(body.method, method)
      assert.equal(body.trialsUsed, 300)
      assert.equal(body.items[0].parameter, 'x')
      const sum = body.items.reduce((total: number, item: Json) => total + item.importance, 0)
      assert.ok(Math.abs(sum - 1) < 1e-12)
      assert.ok(body.items[0].importance > 0.6, JSON.stringify(body.items))
      const k = body.items.find((item: Json) => item.parameter === 'k')
      assert.ok(k.trials > 100 && k.trials < 200)
      assert.ok(k.importance < 0.1)
    }
    const { objective, items, interactions } = await answered(
      id,
      'importance?method=fanova&objective=1',
    )
    assert.deepEqual(objective, { index: 1, metric: 'gain', direction: 'maximize' })
    assert.ok(items[0].parameter === 'x' && items[0].score > 0.98)
    assert.equal(interactions.length, 10)
    assert.ok(interactions[0].share < 0.01)
  })
})

describe('pareto', () => {
  it('has the front and its hypervolume as it grew', async () => {
    const id = await createExternal(api, { objective: undefined, objectives, space })
    // a staircase; trial 2 is beaten, trial 4 equals trial 0
    const values = [
      [2, 3],
      [1, 2],
      [2, 2],
      [0, 1],
      [2, 3],
    ]
    await insert(
      id,
      values.map((pair) => ({ params: { x: 0.5, rate: 1, units: 1, kind: 'a' }, values: pair })),
    )
    const body = await answered(id, 'pareto?reference=3&reference=0')
    assert.equal(body.frontSize, 3)
    assert.deepEqual(
      body.items.map(({ number, values }: Json) => [number, values]),
      [
        [0, [2, 3]],
        [1, [1, 2]],
        [3, [0, 1]],
      ],
    )
    assert.equal(body.items[0].params.kind, 'a')
    assert.deepEqual(body.hypervolume, {
      reference: [3, 0],
      value: 6,
      growth: [
        { number: 0, value: 3 },
        { number: 1, value: 5 },
        { number: 3, value: 6 },
      ],
    })
    assert.equal(body.others.length, 5)
    // a tenth of the range beyond the worst: [2.2, 0.8]
    const { reference } = (await answered(id, 'pareto')).hypervolume
    assert.ok(Math.abs(reference[0] - 2.2) < 1e-12 && Math.abs(reference[1] - 0.8) < 1e-12)
  })

  it('shows the ends of a front that is larger than the limit', async () => {
    const id = await createExternal(api, { objective: undefined, objectives, space })
    const params = { x: 0.5, rate: 1, units: 1, kind: 'a' }
    await insert(
      id,
      Array.from({ length: 60 }, (_, i) => ({ params, values: [i, i] })),
    )
    const body = await answered(id, 'pareto?limit=10')
    assert.equal(body.frontSize, 60)
    const numbers = body.items.map((item: Json) => item.number)
    assert.equal(numbers.length, 10)
    assert.deepEqual([numbers[0], numbers[9]], [0, 59])
  })

  it('of one objective is the best trial', async () => {
    const id = await createExternal(api)
    await completeTrials(api, id, [3, 1, 2, 1])
    const body = await answered(id, 'pareto')
    assert.deepEqual(
      body.items.map((item: Json) => item.number),
      [1],
    )
  })
})

describe('curves', () => {
  it('has each best trial so far, windows, and the reports of the best', async () => {
    const id = await createExternal(api)
    const body = { clientId: 'client', count: 3 }
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, body)
    for (const [number, values] of [
      [9, 5, 3],
      [8, 7, 6],
      [4, 2, 1],
    ].entries()) {
      for (const [i, value] of values.entries()) {
        await api.call('POST', `/v1/studies/${id}/trials/${number}/report`, { step: i + 1, value })
      }
      const value = values.at(-1)
      await api.call('POST', `/v1/studies/${id}/trials/${number}/complete`, { value })
    }
    const found = await answered(id, 'curves?top=2')
    const [first, second] = found.best
    assert.deepEqual(
      [first, second].map(({ number, value }) => [number, value]),
      [
        [0, 3],
        [2, 1],
      ],
    )
    assert.ok(0 < first.seconds && first.seconds < second.seconds)
    assert.deepEqual(found.curves, [
      { number: 2, value: 1, steps: [1, 2, 3], values: [4, 2, 1] },
      { number: 0, value: 3, steps: [1, 2, 3], values: [9, 5, 3] },
    ])
    assert.equal(found.windows.length, 3)
    assert.deepEqual([found.windows[1].from, found.windows[1].median], [1, 6])
    const { trialsUsed, points } = found.band
    assert.equal(trialsUsed, 3)
    assert.deepEqual(
      points.map((point: Json) => [point.step, point.trials, point.median]),
      [
        [1, 3, 8],
        [2, 3, 5],
        [3, 3, 3],
      ],
    )
    assert.ok(Math.abs(points[0].low - 4.8) < 1e-12) // a fifth of the way from 4 to 8
  })

  it('of a trained study has any metric of training, and refuses others', async () => {
    const uploaded = await uploadCsv(api, housesSpec, houses)
    assert.equal(uploaded.status, 201)
    const { id } = (await api.call('POST', '/v1/studies', housesStudy)).body
    const params = { 'layers[0].units': 8, 'optimizer.learningRate': 0.01 }
    await insert(id, [{ params, values: [5] }])
    await api.db.pool.query(
      `INSERT INTO epoch_metric (study_id, number, step, value, train_loss, validation_loss, train, validation)
       VALUES ($1, 0, 1, 7, 0.5, 0.25, '{"mae": 3}', '{"rmse": 7, "mae": 6}'),
              ($1, 0, 2, NULL, 0.4, NULL, '{"mae": 2}', '{}')`,
      [id],
    )
    for (const [query, values] of [
      ['', [7, null]],
      ['?metric=validation.rmse', [7, null]],
      ['?metric=train.loss', [0.5, 0.4]],
      ['?metric=validation.loss', [0.25, null]],
      ['?metric=train.mae', [3, 2]],
      ['?metric=validation.mae', [6, null]],
    ] as const) {
      const { curves } = await answered(id, `curves${query}`)
      assert.deepEqual(curves[0].values, values, query)
    }
    const { status, body } = await read(id, 'curves?metric=validation.accuracy')
    assert.equal(status, 422)
    assert.match(body.errors[0].detail, /validation\.rmse/)
    assert.equal((await answered(id, 'slice')).items.length, 2)
  })

  it('has those of a second objective where both are reported', async () => {
    const id = await createExternal(api, { objective: undefined, objectives, space })
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'client' })
    for (const [i, values] of [
      [5, 1],
      [4, 2],
    ].entries()) {
      const report = { step: i + 1, values }
      const told = await api.call('POST', `/v1/studies/${id}/trials/0/report`, report)
      assert.equal(told.status, 200, JSON.stringify(told.body))
    }
    await api.call('POST', `/v1/studies/${id}/trials/0/complete`, { values: [4, 2] })
    assert.deepEqual((await answered(id, 'curves')).curves[0].values, [5, 4])
    const { curves, band } = await answered(id, 'curves?objective=1')
    assert.deepEqual(curves[0].values, [1, 2])
    assert.deepEqual(
      band.points.map((point: Json) => point.median),
      [1, 2],
    )
    assert.deepEqual((await answered(id, 'curves?metric=gain')).curves[0].values, [1, 2])
  })

  it('has no curves of a second objective that nobody reports', async () => {
    const id = await madeStudy(5)
    const body = await answered(id, 'curves?objective=1')
    assert.deepEqual(body.curves[0].steps, [])
    assert.deepEqual(body.band.points, [])
    assert.equal(body.curves[0].number, 3) // 1 − x is largest where x is least
  })
})

describe('slice', () => {
  it('has points and bins of each parameter; a conditional one where it exists', async () => {
    const id = await madeStudy(100)
    const { items } = await answered(id, 'slice?objective=1')
    const byName = Object.fromEntries(items.map((item: Json) => [item.parameter, item]))
    assert.deepEqual(Object.keys(byName).sort(), ['k', 'kind', 'rate', 'units', 'x'])
    for (const { parameter, points, bins } of items) {
      const counted = bins.reduce((sum: number, bin: Json) => sum + bin.count, 0)
      assert.equal(counted, points.numbers.length, parameter)
      assert.equal(counted === 100, parameter !== 'k')
    }
    const { x, units, kind } = byName
    assert.equal(x.bins.length, 20)
    // the objective is 1 − x, and the best of a bin is the least x in it
    assert.ok(x.bins.every(({ low, high, best }: Json) => best <= 1 - low && best > 1 - high))
    assert.deepEqual(
      units.bins.map((bin: Json) => [bin.label, bin.low]),
      [
        [1, null],
        [2, null],
        [3, null],
        [4, null],
      ],
    )
    assert.deepEqual(
      kind.bins.map((bin: Json) => bin.label),
      ['a', 'b'],
    )
    const one = await answered(id, 'slice?parameter=k&parameter=x')
    assert.deepEqual(
      one.items.map((item: Json) => item.parameter),
      ['k', 'x'],
    )
  })
})

describe('contour', () => {
  it('has means where there are trials, and estimates between them', async () => {
    const id = await madeStudy(200)
    const body = await answered(id, 'contour?x=x&y=kind&cells=10')
    assert.equal(body.trialsUsed, 200)
    assert.deepEqual(body.y.labels, ['a', 'b'])
    assert.equal(body.y.isOrdered, false)
    assert.equal(body.x.edges.length, 11)
    assert.equal(
      body.counts.flat().reduce((sum: number, count: number) => sum + count),
      200,
    )
    for (const [row, shift] of [0, 1].entries()) {
      for (let cell = 0; cell < 10; cell++) {
        const expected = 4 * body.x.labels[cell] + shift
        assert.ok(Math.abs(body.means[row][cell] - expected) < 0.15)
        assert.ok(Math.abs(body.estimates[row][cell] - expected) < 0.5)
      }
    }
    const conditional = await answered(id, 'contour?x=k&y=units')
    assert.ok(conditional.trialsUsed > 60 && conditional.trialsUsed < 140)
    assert.deepEqual(conditional.y.labels, [1, 2, 3, 4])
  })
})

describe('parallel', () => {
  it('has the best trials and others, and says how many of each', async () => {
    const id = await madeStudy(100)
    const { chosen, axes, lines } = await answered(id, 'parallel?lines=20')
    assert.equal(chosen.best, 10)
    assert.equal(lines.length, chosen.best + chosen.even)
    assert.ok(chosen.even >= 5 && chosen.even <= 10)
    const values = madeTrials(100).map((trial) => trial.values[0]!)
    const tenth = values.toSorted((a, b) => a - b)[9]!
    for (const { number, value, isBest, at } of lines) {
      assert.equal(value, values[number])
      assert.equal(isBest, values[number]! <= tenth)
      assert.equal(at.length, axes.length)
      const axisOf = (name: string) => axes.findIndex((axis: Json) => axis.parameter === name)
      const kind = axes[axisOf('kind')].domain.options[at[axisOf('kind')]]
      assert.equal(at[axisOf('k')] === null, kind === 'a')
    }
    const all = await answered(id, 'parallel')
    assert.equal(all.lines.length, 100)
    assert.deepEqual(all.chosen, { best: 50, even: 50 })
  })
})

describe('edf', () => {
  it('says which share of the trials is at most as large', async () => {
    const id = await createExternal(api, { objective: { metric: 'v', direction: 'maximize' } })
    await completeTrials(api, id, [3, 1, 2, 2])
    const { points } = await answered(id, 'edf')
    assert.deepEqual(points, [
      { value: 1, share: 0.25 },
      { value: 2, share: 0.75 },
      { value: 3, share: 1 },
    ])
  })
})

describe('coverage', () => {
  const grid = {
    a: { $int: { low: 1, high: 3 } },
    b: { $choice: ['p', 'q'] },
    c: { $choice: [true, false] },
  }

  it('has the trials of a grid by state, and how many combinations there are', async () => {
    const id = await createExternal(api, { space: grid, sampler: { type: 'grid' } })
    await completeTrials(api, id, [5, 6, 7])
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'runs' })
    const failed = { state: 'failed', reason: 'broken' }
    const told = await api.call('POST', `/v1/studies/${id}/trials/3/complete`, failed)
    assert.equal(told.status, 200, JSON.stringify(told.body))
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'runs' })
    const { gridSize, x, y, counts, sizes, trials } = await answered(id, 'coverage?x=a&y=b')
    assert.deepEqual([gridSize, trials, x.labels, y.labels], [12, 3, [1, 2, 3], ['p', 'q']])
    assert.deepEqual(sizes, [
      [2, 2, 2],
      [2, 2, 2],
    ])
    const total = (cells: number[][]) => cells.flat().reduce((sum, cell) => sum + cell, 0)
    assert.deepEqual(
      [counts.complete, counts.failed, counts.running, counts.pruned].map(total),
      [3, 1, 1, 0],
    )
    for (const row of [0, 1]) {
      for (const column of [0, 1, 2]) {
        const tried = Object.values(counts).map((cells) => (cells as number[][])[row]![column]!)
        assert.ok(tried.reduce((sum, count) => sum + count, 0) <= 2)
      }
    }
  })

  it('is answered anew when a trial starts or fails', async () => {
    const id = await createExternal(api, { space: grid, sampler: { type: 'grid' } })
    const { headers } = await read(id, 'coverage?x=a&y=b')
    const known = { 'if-none-match': String(headers.etag) }
    assert.equal((await read(id, 'coverage?x=a&y=b', known)).status, 304)
    await api.call('POST', `/v1/studies/${id}/trials/suggest`, { clientId: 'runs' })
    const changed = await read(id, 'coverage?x=a&y=b', known)
    assert.equal(changed.status, 200)
    assert.equal(changed.body.counts.running.flat().includes(1), true)
  })

  it('of other samplers counts trials in ranges; a conditional parameter where it exists', async () => {
    const id = await madeStudy(100)
    const { gridSize, sizes, x, counts } = await answered(id, 'coverage?x=rate&y=kind&cells=4')
    assert.deepEqual([gridSize, sizes, x.edges.length], [null, null, 5])
    const sums = counts.complete.map((row: number[]) => row.reduce((sum, one) => sum + one, 0))
    assert.equal(sums[0] + sums[1], 100)
    const { counts: ofK } = await answered(id, 'coverage?x=k&y=kind&cells=4')
    assert.deepEqual(ofK.complete[0], [0, 0, 0, 0])
    assert.equal(
      ofK.complete[1].reduce((sum: number, one: number) => sum + one, 0),
      sums[1],
    )
    const contour = await answered(id, 'contour?x=rate&y=kind&cells=4')
    assert.deepEqual(contour.counts, counts.complete)
  })
})

describe('pruning', () => {
  it('has the stops by rule, the newest stopped trials, and what it cost', async () => {
    const id = await createExternal(api, { space, pruner: { type: 'median', audit: 0.5 } })
    await insert(id, madeTrials(6))
    const stop = {
      pruner: 'median',
      step: 3,
      value: 9,
      threshold: 4,
      compared: 5,
      comparedWith: [0],
    }
    const sql = api.db.pool
    await sql.query(
      `UPDATE trial SET provenance = jsonb_build_object('stop', $2::jsonb || jsonb_build_object('isAudited', number = 1)),
         state = CASE number WHEN 1 THEN state ELSE 'pruned' END WHERE study_id = $1 AND number IN (1, 2, 4)`,
      [id, JSON.stringify(stop)],
    )
    const body = await answered(id, 'pruning')
    assert.deepEqual([body.pruner, body.pruned, body.trials], ['median', 2, 4])
    assert.deepEqual(body.stops, [{ pruner: 'median', step: 3, stopped: 2, audited: 1 }])
    assert.deepEqual(
      body.items.map(({ number, state, isAudited }: Json) => [number, state, isAudited]),
      [
        [4, 'pruned', false],
        [2, 'pruned', false],
        [1, 'complete', true],
      ],
    )
    const { step, value, threshold, compared, final } = body.items[2]
    assert.deepEqual([step, value, threshold, compared], [3, 9, 4, 5])
    assert.equal(final, madeTrials(2)[1]!.values[0])
    assert.deepEqual([body.audit.share, body.audit.audited], [0.5, 1])
    const { items, itemsLeftOut } = await answered(id, 'pruning?limit=2')
    assert.deepEqual([items.length, itemsLeftOut], [2, 1])
  })

  it('without an audit has none, and without stops no items', async () => {
    const id = await madeStudy(5)
    const { audit, stops, items, itemsLeftOut } = await answered(id, 'pruning')
    assert.deepEqual([audit, stops, items, itemsLeftOut], [null, [], [], 0])
  })
})

describe('a trial that violates a constraint', () => {
  it('is in no analysis: it is ranked at infinity', async () => {
    const id = await madeStudy(40)
    await api.db.pool.query(
      `UPDATE trial SET rank_value = 'Infinity' WHERE study_id = $1 AND number % 2 = 0`,
      [id],
    )
    for (const [plot, counted] of [
      ['importance', 'trialsUsed'],
      ['slice', 'trialsUsed'],
      ['contour?x=x&y=kind', 'trialsUsed'],
      ['pareto', 'trials'],
      ['curves', 'trials'],
      ['edf?objective=1', 'trials'],
    ] as const) {
      assert.equal((await answered(id, plot))[counted], 20, plot)
    }
    const { lines } = await answered(id, 'parallel')
    assert.equal(lines.length, 20)
    assert.ok(lines.every(({ number }: Json) => number % 2 === 1))
  })
})

describe('of many trials', () => {
  it('a few are used, chosen evenly, the same each time', async () => {
    const id = await madeStudy(2_600)
    const ped = await answered(id, 'importance')
    assert.deepEqual([ped.trials, ped.trialsUsed], [2_600, 2_000])
    assert.equal(ped.items[0].parameter, 'x')
    const forest = await answered(id, 'importance?method=fanova')
    assert.equal(forest.trialsUsed, 1_000)
    const { items, trialsUsed } = await answered(id, 'slice')
    assert.equal(trialsUsed, 2_000)
    const { numbers } = items[0].points
    const quarters = [0, 0, 0, 0]
    for (const number of numbers) quarters[Math.floor(number / 650)]! += 1
    assert.ok(
      quarters.every((count) => count > numbers.length / 5),
      String(quarters),
    )
    assert.equal((await answered(id, 'edf')).trials, 2_600)
    assert.equal((await answered(id, 'contour?x=x&y=rate')).trialsUsed, 2_600)
  })
})
