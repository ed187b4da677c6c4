/** Whether many clauses leave anything of a large space takes seconds to find out: others are served meanwhile. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createSpaceInspector } from '../../src/study/check/space-inspector.ts'
import { type TestApi, testApi } from '../support/api.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const space = (hole: object) =>
  Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`p${index}`, hole]))
const clauses = (last: string) =>
  Array.from({ length: 40 }, (_, index) =>
    index === 39 ? last : `p${index} + p${index + 1} < p${index + 2} + 10`,
  )
const float = { $float: { low: 0, high: 1 } }
const study = {
  name: 'large',
  objective: { metric: 'loss', direction: 'minimize' },
  space: space(float),
  constraints: clauses('p0 > 99'),
}

for (const [what, url, body] of [
  ['a study', '/v1/studies', study],
  ['a study that is only checked', '/v1/studies?validateOnly=true', study],
  [
    'a preview',
    '/v1/spaces/preview',
    { space: study.space, constraints: study.constraints, samples: 100 },
  ],
] as const) {
  test(`${what} with constraints that cannot hold is refused, and others are answered before`, async () => {
    const order: string[] = []
    const refused = api.call('POST', url, body).finally(() => order.push('refused'))
    for (let turn = 0; turn < 3; turn++) {
      const { status } = await api.call('GET', '/healthz')
      assert.equal(status, 200)
      order.push('health')
    }
    const answer = await refused
    assert.deepEqual(order, ['health', 'health', 'health', 'refused'])
    assert.equal(answer.status, 422, JSON.stringify(answer.body))
    assert.equal(answer.body.errors[0].pointer, '/constraints/39')
  })
}

test('a grid is counted there too', async () => {
  const body = {
    ...study,
    space: space({ $int: { low: 0, high: 9 } }),
    constraints: clauses('p0 < 5'),
    sampler: { type: 'grid' },
  }
  const order: string[] = []
  const refused = api.call('POST', '/v1/studies', body).finally(() => order.push('refused'))
  await api.call('GET', '/healthz').finally(() => order.push('health'))
  assert.equal((await refused).status, 422)
  assert.deepEqual(order, ['health', 'refused'])
})

test('what cannot be found out in time is unknown, refused, and said so', async () => {
  const hurried = createSpaceInspector(1)
  const { spaces } = api.suggester
  Object.assign(api.suggester, { spaces: hurried })
  try {
    for (const [url, body] of [
      ['/v1/studies', study],
      ['/v1/spaces/preview', { space: study.space, constraints: study.constraints }],
    ] as const) {
      const { status, body: answer } = await api.call('POST', url, body)
      assert.equal(status, 422)
      assert.equal(answer.errors[0].pointer, '/constraints')
      assert.match(answer.errors[0].detail, /^could not determine in time/)
    }
    const plain = { ...study, constraints: [] }
    assert.equal((await api.call('POST', '/v1/studies', plain)).status, 201, 'needs no thread')
  } finally {
    Object.assign(api.suggester, { spaces })
    await hurried.close()
  }
  const simple = { ...study, constraints: ['p0 < p1'] }
  assert.equal((await api.call('POST', '/v1/studies', simple)).status, 201)
})

test('the first clause that leaves nothing of what those before it left is named', async () => {
  for (const at of [0, 7, 18, 19]) {
    const constraints = Array.from({ length: 20 }, (_, index) =>
      index === at || index === 19 ? `p${index} > 99` : `p${index} < p${index + 1} + 10`,
    )
    const { body } = await api.call('POST', '/v1/studies', { ...study, constraints })
    assert.equal(body.errors[0].pointer, `/constraints/${at}`)
  }
})
