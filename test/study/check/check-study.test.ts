/** Studies that are not valid are answered with 4xx and a pointer to every fault; nothing is stored. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, type Json, type TestApi, testApi } from '../../support/api.ts'
import { houses, housesSpec, housesStudy, uploadCsv, uploadImages } from '../../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
  assert.equal((await uploadCsv(api, housesSpec, houses)).status, 201)
  assert.equal((await uploadImages(api)).status, 201)
})
after(() => api.close())

const { space } = housesStudy
const output = { type: 'dense', units: 'outputs' }
const withSpace = (change: object) => ({ ...housesStudy, space: { ...space, ...change } })
const onImages = (layers: object[]) => ({
  ...housesStudy,
  dataset: 'images',
  objective: { metric: 'validation.accuracy', direction: 'maximize' },
  space: { ...space, layers, loss: 'crossEntropy' },
})
const adam = (learningRate: unknown) => withSpace({ optimizer: { type: 'adam', learningRate } })

const cases: [string, object, string[]][] = [
  [
    'low above high',
    withSpace({ batchSize: { $int: { low: 9, high: 1 } } }),
    ['/space/batchSize/$int'],
  ],
  [
    'log with low at zero',
    adam({ $float: { low: 0, high: 1, log: true } }),
    ['/space/optimizer/learningRate/$float'],
  ],
  [
    'an unknown hole',
    withSpace({ batchSize: { $integer: { low: 1, high: 2 } } }),
    ['/space/batchSize/$integer'],
  ],
  ['an unknown layer', withSpace({ layers: [{ type: 'desne' }, output] }), ['/space/layers/0']],
  [
    'an unknown option of a layer',
    withSpace({ layers: [{ type: 'dense', units: 4, unit: 3 }, output] }),
    ['/space/layers/0/unit'],
  ],
  [
    'a kernel larger than its input',
    onImages([{ type: 'conv2d', filters: 2, kernelSize: 5 }, { type: 'flatten' }, output]),
    ['/space/layers/0'],
  ],
  [
    'a shape that cannot go into the loss',
    onImages([{ type: 'conv2d', filters: 2, kernelSize: 3 }]),
    ['/space/layers/0'],
  ],
  [
    'units that do not match the outputs',
    withSpace({ layers: [{ type: 'dense', units: 3 }] }),
    ['/space/layers/0/units'],
  ],
  ['an unknown loss', withSpace({ loss: 'nonsense' }), ['/space/loss']],
  ['a loss for another task', withSpace({ loss: 'crossEntropy' }), ['/space/loss']],
  ['an unknown dataset', { ...housesStudy, dataset: 'nowhere' }, ['/dataset']],
  [
    'an unknown metric',
    { ...housesStudy, objective: { metric: 'validation.auc', direction: 'maximize' } },
    ['/objective/metric'],
  ],
  [
    'a metric of another task',
    { ...housesStudy, objective: { metric: 'validation.accuracy', direction: 'maximize' } },
    ['/objective/metric'],
  ],
  [
    'a grid over a million cells',
    {
      name: 'grid',
      objective: { metric: 'v', direction: 'minimize' },
      sampler: { type: 'grid' },
      space: Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [name, { $int: { low: 1, high: 101 } }]),
      ),
    },
    ['/space'],
  ],
  [
    'a grid over a range without steps',
    {
      name: 'grid',
      objective: { metric: 'v', direction: 'minimize' },
      sampler: { type: 'grid' },
      space: { a: { $float: { low: 0, high: 1 } } },
    },
    ['/space/a'],
  ],
  [
    'an unknown sampler, an unknown field and no objective',
    { name: 'x', sampler: { type: 'magic' }, spice: {}, space: {} },
    ['/objective', '/sampler', '/spice'],
  ],
  [
    'faults of the space beside those of the rest',
    { ...withSpace({ batchSize: { $int: { low: 9, high: 1 } }, loss: 'nonsense' }), name: '' },
    ['/name', '/space/batchSize/$int', '/space/loss'],
  ],
  ['an enqueued value outside its range', enqueued({ x: 2 }), ['/enqueue/0/x']],
  ['a search without an end', { ...housesStudy, budget: {} }, ['/budget']],
  ['a name that cannot be stored', { ...housesStudy, name: 'nul \0' }, ['/name']],
  ['half of a surrogate pair', { ...housesStudy, name: '\ud800' }, ['/name']],
]

function enqueued(params: object): object {
  return {
    name: 'enqueued',
    objective: { metric: 'v', direction: 'minimize' },
    space: { x: { $float: { low: 0, high: 1 } } },
    enqueue: [params],
  }
}

async function nothingStored(post: () => Promise<Answer>): Promise<Answer> {
  const count = async () => (await api.db.pool.query('SELECT 1 FROM study')).rowCount
  const before = await count()
  const answer = await post()
  assert.equal(await count(), before)
  return answer
}

describe('POST /v1/studies', () => {
  it('takes the study that the cases below spoil', async () => {
    const answer = await api.call('POST', '/v1/studies', housesStudy)
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
  })

  for (const [what, body, pointers] of cases) {
    it(`answers 4xx with a pointer for ${what}`, async () => {
      const answer = await nothingStored(() => api.call('POST', '/v1/studies', body))
      assert.ok([400, 422].includes(answer.status), JSON.stringify(answer.body))
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
      const found: string[] = answer.body.errors.map((error: Json) => error.pointer)
      for (const pointer of pointers) {
        assert.ok(
          found.some((one) => one.startsWith(pointer)),
          `${pointer} in ${JSON.stringify(answer.body.errors)}`,
        )
      }
      const others = found.filter((one) => !pointers.some((pointer) => one.startsWith(pointer)))
      assert.deepEqual(others, [])
      assert.ok(answer.body.errors.every((error: Json) => error.detail.length > 5))
    })
  }

  for (const body of ['{"name": ', '', '[]', '7', 'null', '"text"']) {
    it(`answers 400 for the body ${JSON.stringify(body)}`, async () => {
      const headers = { 'content-type': 'application/json' }
      const answer = await nothingStored(() => api.call('POST', '/v1/studies', body, headers))
      assert.equal(answer.status, 400, JSON.stringify(answer.body))
      assert.ok(answer.body.errors.length > 0)
    })
  }

  it('answers 413 for a body over the limit', async () => {
    const body = { ...housesStudy, name: 'x'.repeat(2 ** 20) }
    const answer = await nothingStored(() => api.call('POST', '/v1/studies', body))
    assert.equal(answer.status, 413)
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
  })

  it('answers 4xx for a space that is nested without measure', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const text = JSON.stringify(housesStudy).replace('"batchSize":20', `"batchSize":${deep}`)
    const headers = { 'content-type': 'application/json' }
    const answer = await nothingStored(() => api.call('POST', '/v1/studies', text, headers))
    assert.equal(answer.status, 400)
    assert.match(answer.body.errors[0].detail, /nested deeper/)
  })

  it('answers 400 for a key that would change prototypes', async () => {
    const headers = { 'content-type': 'application/json' }
    for (const key of ['__proto__', 'constructor']) {
      const text = `{"${key}": {"prototype": {"x": 1}}}`
      const answer = await nothingStored(() => api.call('POST', '/v1/studies', text, headers))
      assert.equal(answer.status, 400)
    }
  })
})

describe('POST /v1/spaces/preview', () => {
  it('shows parameters, the grid, samples, and with a dataset the networks', async () => {
    const plain = await api.call('POST', '/v1/spaces/preview', {
      space: { a: { $choice: [1, 2, 3] }, b: { $bool: true } },
      samples: 2,
    })
    assert.equal(plain.status, 200, JSON.stringify(plain.body))
    assert.deepEqual(
      plain.body.parameters.map(({ name }: Json) => name),
      ['a', 'b'],
    )
    assert.equal(plain.body.gridSize, 6)
    assert.equal(plain.body.samples.length, 2)
    assert.equal(plain.body.networks, null)
    const trained = await api.call('POST', '/v1/spaces/preview', { space, dataset: 'houses' })
    const { smallest, largest } = trained.body.networks
    // 5 inputs (two numbers, three colours), then 4 or 16 units, then 1
    assert.equal(smallest.parameterCount, 5 * 4 + 4 + 4 + 1)
    assert.equal(largest.parameterCount, 5 * 16 + 16 + 16 + 1)
    assert.equal(trained.body.gridSize, null)
    assert.deepEqual(
      trained.body.gridFaults.map(({ pointer }: Json) => pointer.slice(0, 6)),
      ['/space'],
    )
  })

  it('estimates times before this server has trained, and more of them for more folds', async () => {
    const sizes = async (validation?: object) => {
      const body = { space, dataset: 'houses', ...(validation && { validation }) }
      return (await api.call('POST', '/v1/spaces/preview', body)).body.networks
    }
    const once = await sizes()
    assert.equal(once.median.isMeasured, false)
    assert.ok(once.smallest.seconds > 0)
    const folds = await sizes({ type: 'kfold', folds: 5 })
    assert.ok(folds.median.seconds > once.median.seconds)
    assert.equal(folds.median.memoryBytes, 5 * once.median.memoryBytes)
  })

  it('gives the same samples for the same seed', async () => {
    const preview = (seed: number) => api.call('POST', '/v1/spaces/preview', { space, seed })
    const [first, again, other] = [await preview(1), await preview(1), await preview(2)]
    assert.deepEqual(first.body.samples, again.body.samples)
    assert.notDeepEqual(first.body.samples, other.body.samples)
  })

  it('answers 4xx with pointers for bad spaces and an unknown dataset', async () => {
    for (const [body, status, pointer] of [
      [{ space: { a: { $int: { low: 2, high: 1 } } } }, 422, '/space/a/$int'],
      [{ space, dataset: 'nowhere' }, 404, '/dataset'],
      [{ space: { ...space, loss: 'nonsense' }, dataset: 'houses' }, 422, '/space/loss'],
      [{ space: [] }, 400, '/space'],
      [{}, 400, '/space'],
    ] as const) {
      const answer = await api.call('POST', '/v1/spaces/preview', body)
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      assert.ok(answer.body.errors[0].pointer.startsWith(pointer))
    }
  })
})
