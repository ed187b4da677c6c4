/** A spec that does not say what to learn: found where there is no doubt, else asked for with the columns. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ensureBuiltins } from '../../src/study/datasets.ts'
import { type TestApi, testApi } from '../support/api.ts'
import { upload } from '../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

let count = 0
function post(spec: object, lines: readonly string[], filename = 'data.csv') {
  count += 1
  return upload(api, [
    { name: 'spec', content: JSON.stringify({ name: `d${count}`, ...spec }) },
    { name: 'file', content: lines.join('\n'), filename },
  ])
}
const table = (header: string, target: (row: number) => string) => [
  header,
  ...Array.from({ length: 60 }, (_, row) => `${row / 7},${target(row)}`),
]

describe('the task', () => {
  for (const [what, target, task] of [
    ['texts', (row: number) => ['red', 'blue', 'green'][row % 3]!, 'classification'],
    ['yes and no', (row: number) => ['True', 'False'][row % 2]!, 'classification'],
    ['two numbers', (row: number) => String(row % 2), 'classification'],
    ['many numbers', (row: number) => String(row * 1.5), 'regression'],
  ] as const) {
    it(`is ${task} for a target of ${what}`, async () => {
      const { status, body } = await post({ target: 'b' }, table('a,b', target))
      assert.equal(status, 201, JSON.stringify(body))
      assert.deepEqual([body.task, body.spec.task], [task, task])
    })
  }

  it('is asked for where a few numbers may be classes or amounts', async () => {
    const rooms = table('size,rooms', (row) => String(row % 7))
    const { status, body } = await post({ target: 'rooms' }, rooms)
    assert.equal(status, 422)
    assert.equal(body.errors[0].pointer, '/spec/task')
    assert.match(
      body.errors[0].detail,
      /'rooms' has 7 distinct numbers.*classification.*regression/,
    )
  })

  it('keeps classes as the texts of the file', async () => {
    const codes = table('a,b', (row) => ['007', '7'][row % 2]!)
    const { body } = await post({ target: 'b', task: 'classification' }, codes)
    assert.deepEqual(body.classes, ['007', '7'])
    const bools = await post(
      { target: 'b' },
      table('a,b', (row) => ['True', 'False'][row % 2]!),
    )
    assert.deepEqual([...bools.body.classes].sort(), ['False', 'True'])
  })
})

describe('the target', () => {
  for (const name of ['target', 'Label', ' class ', 'y']) {
    it(`is the column called ${JSON.stringify(name)}`, async () => {
      const { status, body } = await post(
        {},
        table(`a,${name}`, (row) => String(row * 1.5)),
      )
      assert.equal(status, 201, JSON.stringify(body))
      assert.equal(body.columns.at(-1).role, 'target')
      assert.equal(body.spec.target, body.columns.at(-1).name)
    })
  }

  it('is asked for with the columns where none or two could be meant', async () => {
    for (const header of ['height,weight', 'label,target']) {
      const { status, body } = await post({}, table(header, String))
      assert.equal(status, 422)
      assert.equal(body.errors[0].pointer, '/spec/target')
      const [first, second] = header.split(',')
      assert.match(body.errors[0].detail, new RegExp(`The file has '${first}', '${second}'`))
    }
  })

  it('that is mistyped is answered with the nearest and with all columns', async () => {
    const { body } = await post({ target: 'wieght' }, table('height,weight', String))
    assert.match(body.errors[0].detail, /did you mean 'weight'.*\? The file has 'height', 'weight'/)
  })
})

describe('the format', () => {
  it('is that of the file’s name, and an unknown one is told', async () => {
    const { status, body } = await post(
      { target: 'b' },
      table('a,b', (row) => String(row / 3)),
    )
    assert.deepEqual([status, body.format], [201, 'csv'])
    const wrong = await post({ format: 'cvs', target: 'b' }, table('a,b', String))
    assert.match(wrong.body.errors[0].detail, /did you mean "csv"\?/)
  })
})

describe('a built-in dataset', () => {
  it('makes the smallest study, and gives its name to an upload while nobody uses it', async () => {
    await ensureBuiltins(api.db)
    const own = await post(
      { name: 'iris', target: 'b' },
      table('a,b', (row) => String(row / 3)),
    )
    assert.equal(own.status, 201, JSON.stringify(own.body))
    assert.equal((await api.call('GET', '/v1/datasets/iris')).body.format, 'csv')
    const twice = await post(
      { name: 'iris', target: 'b' },
      table('a,b', (row) => String(row / 3)),
    )
    assert.equal(twice.status, 409)

    assert.equal((await api.call('DELETE', '/v1/datasets/iris')).status, 204)
    await ensureBuiltins(api.db)
    const study = await api.call('POST', '/v1/studies', { dataset: 'iris', budget: { trials: 2 } })
    assert.equal(study.status, 201, JSON.stringify(study.body))
    assert.equal(study.body.objective.metric, 'validation.accuracy')
    const used = await post(
      { name: 'iris', target: 'b' },
      table('a,b', (row) => String(row / 3)),
    )
    assert.equal(used.status, 409)
  })
})
