import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rowFields, rowOf, textsOf } from '../../../web/src/pages/trial/predict/row-form.ts'

const columns = [
  {
    name: 'size',
    type: 'number',
    role: 'input',
    encoding: 'numeric',
    missing: 0,
    distinct: 60,
    min: 50,
    max: 109,
  },
  {
    ...{
      name: 'colour',
      type: 'text',
      role: 'input',
      encoding: 'categorical',
      missing: 2,
      distinct: 2,
    },
    levels: [
      { value: 'red', rows: 20 },
      { value: 'blue', rows: 10 },
    ],
  },
  {
    name: 'sold',
    type: 'datetime',
    role: 'input',
    encoding: 'datetime',
    missing: 0,
    distinct: 9,
    dateFormat: 'YYYY-MM-DD',
  },
  { name: 'price', type: 'number', role: 'target', missing: 0, distinct: 60 },
] as const

const fields = rowFields(columns as unknown as Parameters<typeof rowFields>[0])

describe('the form of a row', () => {
  it('has a field for each input, by its kind', () => {
    assert.deepEqual(
      fields.map(({ name, kind, isOptional }) => [name, kind, isOptional]),
      [
        ['size', 'number', false],
        ['colour', 'choice', true],
        ['sold', 'text', false],
      ],
    )
    assert.deepEqual(fields[1]?.choices, ['red', 'blue'])
    assert.equal(fields[0]?.hint, '50 to 109')
  })

  it('sends numbers as numbers and nothing as null, and leaves judging to the service', () => {
    const row = { size: 51.5, colour: null, sold: '2020-01-02' }
    assert.deepEqual(rowOf(fields, textsOf(row)), row)
    assert.deepEqual(rowOf(fields, { size: 'wide' }), { size: 'wide', colour: null, sold: null })
  })
})
