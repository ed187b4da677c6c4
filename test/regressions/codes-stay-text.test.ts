/** Classes and categories that look like numbers were turned into numbers, and different codes into one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeInputs } from '../../src/data/prepare/encode-inputs.ts'
import { fitInputs } from '../../src/data/prepare/fit.ts'
import { PreprocessSpec } from '../../src/data/prepare/preprocess.ts'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { summarize } from '../../src/data/summarize.ts'
import { writeTable } from '../data/formats/write-table.ts'
import { faultsOf, inputRows, readCsv } from '../data/read-csv.ts'

const classification = { task: 'classification' }

for (const [what, labels] of Object.entries({
  'dotted codes with zeros': ['007.1', '8.45', '008.45', '07.10'],
  'codes in exponents': ['1e3', '1000', '1E3'],
  'versions with trailing zeros': ['1.1', '1.10'],
  'ids of 18 digits': ['123456789012345678', '123456789012345679'],
  'booleans as Python writes them': ['False', 'True'],
  'signs and zeros': ['-0', '+1', '0', '1'],
})) {
  test(`a target of ${what} keeps its classes as written`, async () => {
    const lines = labels.flatMap((label, row) => [`${row},${label}`, `${row + 9},${label}`])
    const { target } = await readCsv(`a,y\n${lines.join('\n')}\n`, classification)
    assert.ok(target.type === 'classes')
    assert.deepEqual([...target.classes].sort(), [...labels].sort())
    const read = Array.from(target.labels, (label) => target.classes[label])
    assert.deepEqual(
      read,
      labels.flatMap((label) => [label, label]),
    )
  })
}

test('says which classes are one number in two spellings', async () => {
  const dataset = await readCsv('a,y\n1,1\n2,1\n3,1.0\n4,1.0\n5,2\n6,2\n', classification)
  assert.deepEqual(
    summarize(dataset)
      .warnings.filter(({ code }) => code === 'same-number')
      .map(({ column }) => column),
    ['y'],
  )
})

test('ids of 18 digits are no two spellings of one number', async () => {
  const text = 'id,y\n123456789012345678,1\n123456789012345679,2\n123456789012345678,3\n'
  const dataset = await readCsv(text, { categorical: ['id'] })
  assert.deepEqual(
    summarize(dataset).warnings.filter(({ code }) => code === 'same-number'),
    [],
  )
})

test('a categorical column keeps its levels as written, in /predict too', async () => {
  const text = 'zip,y\n01234,1\n1234,2\n90210,3\n01234,1\n1234,2\n'
  const dataset = await readCsv(text, { categorical: ['zip'] })
  assert.deepEqual(
    summarize(dataset).columns[0]?.levels?.map(({ value }) => value),
    ['01234', '1234', '90210'],
  )
  const rows = Uint32Array.of(0, 1, 2, 3, 4)
  const fitted = fitInputs(dataset, rows, PreprocessSpec.parse({}))
  const encode = (zip: unknown) => encodeInputs(fitted, [{ zip }]).join()
  assert.notEqual(encode('01234'), encode('1234'))
  assert.equal(encode(1234), encode('1234'))
  assert.equal(encode(' 90210 '), encode(90210))
  assert.notEqual(encode('090210'), encode('90210'))
})

test('an input whose numbers have leading zeros is said to be perhaps of codes', async () => {
  const codes = async (text: string, spec = {}) =>
    (await readCsv(text, spec)).warnings.map(({ column, code }) => [column, code])
  const text = 'zip,a,b,y\n01234,0,0.5,1\n1234,10,.5,2\n'
  assert.deepEqual(await codes(text), [['zip', 'leading-zeros']])
  assert.deepEqual(await codes(text, { categorical: ['zip'] }), [])
  assert.deepEqual(await codes(text, { ignore: ['zip'] }), [])
})

test('a JSON number that could be two levels is refused in /predict', async () => {
  const dataset = await readCsv('a,y\n07,1\n007,2\n8.0,3\n', { categorical: ['a'] })
  const fitted = fitInputs(dataset, Uint32Array.of(0, 1, 2), PreprocessSpec.parse({}))
  assert.throws(
    () => encodeInputs(fitted, [{ a: 7 }]),
    (error: unknown) => /7 could be '007' or '07'/.test(JSON.stringify(error)),
  )
  assert.deepEqual(encodeInputs(fitted, [{ a: 8 }]), encodeInputs(fitted, [{ a: '8.0' }]))
})

test('a Parquet target keeps its type: decimals, 64-bit ids, floats that are whole', async () => {
  const read = async (values: string) => {
    const query = `SELECT i AS a, v AS y FROM (SELECT unnest(range(4)) AS i, unnest([${values}]) AS v)`
    const spec = { name: 't', format: 'parquet', target: 'y', ...classification }
    const bytes = await writeTable('parquet', query)
    const { target } = await readDataset(DatasetSpec.parse(spec), bytes)
    return target.type === 'classes' ? target.classes : null
  }
  const ids = ['123456789012345678', '123456789012345679']
  assert.deepEqual(await read([...ids, ...ids].join()), ids)
  assert.deepEqual(await read("'1.1', '1.10', '1.1', '1.10'"), ['1.1', '1.10'])
  assert.deepEqual(await read('1::DOUBLE, 2::DOUBLE, 1::DOUBLE, 2::DOUBLE'), ['1', '2'])
  assert.deepEqual(await read('true, false, true, false'), ['false', 'true'])
})

test('integers beyond 2^53 are refused as numbers, and taken as categories or left out', async () => {
  const text = 'id,a,y\n123456789012345678,1,1\n123456789012345679,2,2\n'
  const [fault] = await faultsOf(text)
  assert.match(fault!, /^\/file: column 'id' has the integer '123456789012345678' in row 1/)
  assert.deepEqual(inputRows(await readCsv(text, { ignore: ['id'] })), [[1], [2]])
  assert.deepEqual(inputRows(await readCsv(text, { categorical: ['id'] }))[1], [
    '123456789012345679',
    2,
  ])
  assert.match(
    (await faultsOf('a,y\n1,9007199254740993\n2,5\n'))[0]!,
    /^\/file: the target column 'y' has the integer '9007199254740993' in row 1/,
  )
  const exact = await readCsv('a,y\n9007199254740992,1\n1000000000000000000,2\n')
  assert.deepEqual(inputRows(exact), [[2 ** 53], [1e18]])
  // as JavaScript writes the doubles 3.2232442754839327e19 and 1.2345678901234568e17
  const written = await readCsv('a,y\n32232442754839327000,1\n-123456789012345680,2\n')
  assert.deepEqual(inputRows(written), [[3.2232442754839327e19], [-1.2345678901234568e17]])
})

test('integers beyond 2^53 of a Parquet column are refused as numbers', async () => {
  const bytes = await writeTable(
    'parquet',
    'SELECT 9007199254740993 + 2 * i AS id, i AS y FROM range(3) AS r(i)',
  )
  const spec = { name: 't', format: 'parquet', task: 'regression', target: 'y' }
  await assert.rejects(readDataset(DatasetSpec.parse(spec), bytes), (error: unknown) =>
    /column 'id' has the integer '9007199254740993' in row 1/.test(JSON.stringify(error)),
  )
})
