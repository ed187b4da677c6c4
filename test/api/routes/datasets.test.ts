import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Answer, type Json, type TestApi, testApi } from '../../support/api.ts'
import { houses, housesSpec, housesStudy, upload, uploadCsv } from '../../support/upload.ts'

let api: TestApi
before(async () => {
  api = await testApi({ uploadBytes: 100_000 })
})
after(() => api.close())

const stored = async () => (await api.call('GET', '/v1/datasets?limit=100')).body.items.length
const spec = (name: string) => ({ ...housesSpec, name })
const pointersOf = ({ body }: Answer) => body.errors.map((error: Json) => error.pointer)

describe('POST /v1/datasets', () => {
  it('answers 201 with the schema and statistics of the columns', async () => {
    const { status, headers, body } = await uploadCsv(api, spec('first'), houses)
    assert.equal(status, 201)
    assert.equal(headers.location, `/v1/datasets/${body.id}`)
    assert.equal(body.rows, 60)
    assert.equal(body.testRows, 12)
    const roles = body.columns.map(({ name, type, role }: Json) => `${name} ${type} ${role}`)
    assert.deepEqual(roles.sort(), [
      'age number input',
      'colour text input',
      'price number target',
      'size number input',
    ])
  })

  it('takes the file before the spec, and the spec as a plain field or as a file', async () => {
    const file = { name: 'file', content: houses, filename: 'h.csv' }
    const plain = await upload(api, [
      file,
      { name: 'spec', content: JSON.stringify(spec('plain-field')) },
    ])
    assert.equal(plain.status, 201)
    const asFile = await upload(api, [
      { name: 'spec', content: JSON.stringify(spec('as-file')), filename: 'spec.json' },
      file,
    ])
    assert.equal(asFile.status, 201)
  })

  it('takes a gzipped file as it is', async () => {
    const { status, body } = await uploadCsv(api, spec('zipped'), gzipSync(houses))
    assert.equal(status, 201)
    assert.equal(body.rows, 60)
  })

  it('takes tabs for the delimiter of a file named .tsv', async () => {
    const { status, body } = await upload(api, [
      { name: 'spec', content: JSON.stringify(spec('tabs')) },
      { name: 'file', content: houses.replaceAll(',', '\t'), filename: 'houses.tsv' },
    ])
    assert.equal(status, 201, JSON.stringify(body))
  })

  it('says how many rows were left out', async () => {
    const gaps = `${houses}\n1,2,red,\n3,4,blue,`
    const { body } = await uploadCsv(api, { ...spec('gaps'), dropMissingTarget: true }, gaps)
    assert.equal(body.rows, 60)
    assert.match(body.warnings[0].message, /^2 rows have no value in the target column 'price'/)
  })

  it('answers 409 for a name that is taken', async () => {
    await uploadCsv(api, spec('taken'), houses)
    const again = await uploadCsv(api, spec('taken'), houses)
    assert.equal(again.status, 409)
    assert.deepEqual(pointersOf(again), ['/spec/name'])
  })
})

describe('POST /v1/datasets with bad input', () => {
  const file = { name: 'file', content: houses, filename: 'h.csv' }
  const cases: [string, () => Promise<Answer>, number, string[]][] = [
    ['no parts', () => upload(api, []), 400, ['', '/file', '/spec']],
    ['no file', () => upload(api, [{ name: 'spec', content: '{}' }]), 400, ['/file', '/spec/name']],
    ['no spec', () => upload(api, [file]), 400, ['/spec']],
    [
      'a spec that is broken JSON',
      () => upload(api, [{ name: 'spec', content: '{"name": ' }, file]),
      400,
      ['/spec'],
    ],
    [
      'a JSON part that is broken JSON',
      () => upload(api, [{ name: 'spec', content: '{', type: 'application/json' }, file]),
      400,
      ['/spec'],
    ],
    [
      'a file sent as a field',
      () =>
        upload(api, [
          { name: 'spec', content: JSON.stringify(spec('field')) },
          { name: 'file', content: houses },
        ]),
      400,
      ['/file'],
    ],
    [
      'an unknown part and a spec sent twice',
      () =>
        upload(api, [
          { name: 'spec', content: JSON.stringify(spec('twice')) },
          { name: 'spec', content: JSON.stringify(spec('twice')) },
          { name: 'label', content: 'x' },
          file,
        ]),
      400,
      ['/label', '/spec'],
    ],
    [
      'several faults of the spec',
      () => uploadCsv(api, { ...spec('bad name!'), task: 'guess', extra: 1 }, houses),
      400,
      ['/spec/extra', '/spec/name', '/spec/task'],
    ],
    [
      'an unknown format',
      () => uploadCsv(api, { ...spec('format'), format: 'xls' }, houses),
      400,
      ['/spec/format'],
    ],
    [
      'ragged rows',
      () => uploadCsv(api, spec('ragged'), `${houses}\n1,2,3\n1,2,3,4,5,6`),
      422,
      ['/file'],
    ],
    ['no rows', () => uploadCsv(api, spec('empty'), 'size,age,colour,price\n'), 422, ['/file']],
    ['an empty file', () => uploadCsv(api, spec('nothing'), ''), 422, ['/file']],
    [
      'a missing target column',
      () => uploadCsv(api, { ...spec('target'), target: 'prize' }, houses),
      422,
      ['/spec/target'],
    ],
    [
      'a constant target',
      () => uploadCsv(api, spec('constant'), houses.replaceAll(/,-?\d+$/gm, ',7')),
      422,
      ['/spec/target'],
    ],
    [
      'text in a numeric column',
      () => uploadCsv(api, spec('text'), houses.replace('\n55,', '\nwide,')),
      422,
      ['/file'],
    ],
    [
      'text in a numeric target',
      () => uploadCsv(api, spec('text-target'), houses.replace(/,\d+$/m, ',cheap')),
      422,
      ['/file'],
    ],
    [
      'a file over the limit',
      () => uploadCsv(api, spec('large'), 'x'.repeat(100_001)),
      413,
      ['/file'],
    ],
  ]
  for (const [what, send, status, pointers] of cases) {
    it(`answers ${status} for ${what}, and stores nothing`, async () => {
      const before = await stored()
      const answer = await send()
      assert.equal(answer.status, status, JSON.stringify(answer.body))
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
      const found = [...new Set(pointersOf(answer))].filter((pointer) => pointer !== '')
      assert.deepEqual(
        found.sort(),
        pointers.filter((pointer) => pointer !== ''),
      )
      assert.equal(await stored(), before)
    })
  }

  it('answers 400 where the body is no multipart', async () => {
    const answer = await api.call('POST', '/v1/datasets', { spec: {} })
    assert.equal(answer.status, 400)
    assert.deepEqual(pointersOf(answer), ['/headers/content-type'])
  })

  it('answers 400 for a body that breaks off', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const body = '--b\r\nContent-Disposition: form-data; name="spec"\r\n\r\n{"na'
    const answer = await api.call('POST', '/v1/datasets', body, headers)
    assert.equal(answer.status, 400)
    assert.match(String(answer.headers['content-type']), /problem\+json/)
  })
})

describe('a dataset', () => {
  it('is found by name and by id, and listed', async () => {
    const { id } = (await uploadCsv(api, spec('found'), houses)).body
    assert.equal((await api.call('GET', '/v1/datasets/found')).body.id, id)
    assert.equal((await api.call('GET', `/v1/datasets/${id}`)).body.name, 'found')
    const first = (await api.call('GET', '/v1/datasets?limit=1')).body
    assert.equal(first.items[0].id, id)
    const second = (await api.call('GET', `/v1/datasets?limit=1&after=${first.next}`)).body
    assert.notEqual(second.items[0].id, id)
  })

  it('shows its first rows as /predict takes them', async () => {
    await uploadCsv(api, spec('shown'), houses)
    const { status, body } = await api.call('GET', '/v1/datasets/shown/preview?limit=2')
    assert.equal(status, 200)
    assert.deepEqual(body.items, [
      { inputs: { size: 50, age: 0, colour: 'red' }, target: 50_000 },
      { inputs: { size: 51, age: 7, colour: 'blue' }, target: 47_500 },
    ])
  })

  it('is deleted with its bytes, unless a study uses it', async () => {
    await uploadCsv(api, spec('used'), `${houses}\n1,2,red,4`)
    const study = (await api.call('POST', '/v1/studies', { ...housesStudy, dataset: 'used' })).body
    const refused = await api.call('DELETE', '/v1/datasets/used')
    assert.equal(refused.status, 409)
    assert.equal(refused.body.type, 'urn:sweepd:problem:dataset-in-use')
    await api.call('DELETE', `/v1/studies/${study.id}`)
    const blobs = async () => (await api.db.pool.query('SELECT 1 FROM blob')).rowCount ?? 0
    const before = await blobs()
    assert.equal((await api.call('DELETE', '/v1/datasets/used')).status, 204)
    assert.equal(await blobs(), before - 1)
    const gone = await api.call('GET', '/v1/datasets/used')
    assert.equal(gone.body.type, 'urn:sweepd:problem:dataset-not-found')
  })
})
