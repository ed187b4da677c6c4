/** Numbers that are not written as in programming languages became categories, and nothing was said. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeInputs } from '../../src/data/prepare/encode-inputs.ts'
import { fitInputs } from '../../src/data/prepare/fit.ts'
import { PreprocessSpec } from '../../src/data/prepare/preprocess.ts'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { Problem } from '../../src/errors.ts'
import { writeTable } from '../data/formats/write-table.ts'
import { faultsOf, inputRows, readCsv } from '../data/read-csv.ts'

const tab = { delimiter: '\t' }
const file = (name: string, texts: string[]) =>
  `${name}\ty\n${texts.map((text, row) => `${text}\t${row}\n`).join('')}`

const kinds: [string, string[], number[], string][] = [
  ['decimal commas', ['54,6', '138,3', '48', '-0,25'], [54.6, 138.3, 48, -0.25], '"decimal": ","'],
  [
    'decimal commas with points between thousands',
    ['1.234,5', '12.000.000', '3,25', '7'],
    [1234.5, 12_000_000, 3.25, 7],
    '"decimal": "," and "thousands": "."',
  ],
  [
    'commas between thousands and dollars',
    ['$1,200.50', '-$80.00', '$12,000,000', '$5'],
    [1200.5, -80, 12_000_000, 5],
    '"thousands": "," and "units": ["$"]',
  ],
  ['percent signs', ['12%', '7.5 %', '100%', '0%'], [12, 7.5, 100, 0], '"units": ["%"]'],
  [
    'currency codes and blanks between thousands',
    ['EUR 1 234.5', 'EUR 12', '1\u00a0000\u202f000 EUR', 'EUR 4'],
    [1234.5, 12, 1_000_000, 4],
    '"thousands": " " and "units": ["EUR"]',
  ],
  [
    'apostrophes, as in Switzerland',
    ["1'234.5", '1’000', '7', '8'],
    [1234.5, 1000, 7, 8],
    `"thousands": "'"`,
  ],
  [
    'reals, written R$',
    ['R$ 1.234,50', 'R$ 80', '-R$ 12,5', 'R$ 4'],
    [1234.5, 80, -12.5, 4],
    '"decimal": "," and "thousands": "." and "units": ["R$"]',
  ],
  [
    'rupees, written Rs.',
    ['Rs.500', 'Rs. 1,200.50', 'Rs. 5', 'Rs.6'],
    [500, 1200.5, 5, 6],
    '"thousands": "," and "units": ["Rs."]',
  ],
  ['underscores', ['1_000', '2_500_000', '3', '4'], [1000, 2_500_000, 3, 4], '"thousands": "_"'],
  [
    'Indian groups',
    ['1,20,000.5', '12,34,567', '5', '6'],
    [120_000.5, 1_234_567, 5, 6],
    '"thousands": ","',
  ],
  ['accounts', ['(1200.5)', '30', '12-', '(4)'], [-1200.5, 30, -12, -4], '"accounting": true'],
]

for (const [what, texts, numbers, members] of kinds) {
  test(`${what} are refused with the option's name, and read with it, in /predict too`, async () => {
    const text = file('a', texts)
    const [fault] = await faultsOf(text, tab)
    assert.ok(fault?.startsWith("/file: column 'a' has numbers in another notation"), fault)
    assert.ok(fault?.includes(`give ${members}`), fault)

    const options = JSON.parse(`{${members.replaceAll(' and "', ', "')}}`)
    const dataset = await readCsv(text, { ...tab, ...options })
    assert.deepEqual(
      inputRows(dataset),
      numbers.map((value) => [value]),
    )
    const rows = Uint32Array.from(texts.keys())
    const fitted = JSON.parse(JSON.stringify(fitInputs(dataset, rows, PreprocessSpec.parse({}))))
    const asTexts = texts.map((value) => ({ a: value }))
    const asNumbers = numbers.map((value) => ({ a: value }))
    assert.deepEqual(encodeInputs(fitted, asTexts), encodeInputs(fitted, asNumbers))
  })

  test(`${what} are refused and read in a target`, async () => {
    const text = file('a', texts)
    const [fault] = await faultsOf(text, { ...tab, target: 'a' })
    assert.ok(fault?.includes(`give ${members}`), fault)
    const options = JSON.parse(`{${members.replaceAll(' and "', ', "')}}`)
    const { target } = await readCsv(text, { ...tab, target: 'a', ...options })
    assert.deepEqual(target.type === 'values' && [...target.values], numbers)
  })
}

test('a target in another notation is not taken for classes where no task is given', async () => {
  const spec = { ...tab, target: 'a', task: undefined }
  const [fault] = await faultsOf(file('a', ['54,6', '138,3', '48', '-0,25']), spec)
  assert.match(
    fault!,
    /^\/spec\/task: is missing: 'a' has numbers in another notation .* give "decimal": ","/,
  )
})

test('where a comma could be either mark, both options are named', async () => {
  const [fault] = await faultsOf(file('a', ['1,234', '5,678', '12']), tab)
  assert.match(
    fault!,
    /give "thousands": ",", or "decimal": ","|give "decimal": ",", or "thousands": ","/,
  )
})

test('a number with a point is no number where the decimal mark is a comma', async () => {
  const [fault] = await faultsOf(file('a', ['1,5', '2,5', '1.250']), { ...tab, decimal: ',' })
  assert.match(fault!, /first '1.250' in row 3: give "thousands": "\."/)
})

test('a unit that nearly all of many texts have is found', async () => {
  const texts = Array.from({ length: 30 }, (_, row) => `${row * 1.5} km/h`)
  const [fault] = await faultsOf(file('a', texts), tab)
  assert.match(fault!, /give "units": \["km\/h"\]/)
  const terms = Array.from({ length: 30 }, (_, row) => `${row % 2 === 0 ? 36 : 60} months`)
  assert.deepEqual(inputRows(await readCsv(file('a', terms), tab))[1], ['60 months'])
})

test('two units in one column are refused', async () => {
  const texts = ['$5', '€6', '7']
  const [fault] = await faultsOf(file('a', texts), { ...tab, units: ['$', '€'] })
  assert.match(fault!, /has numbers in two units, '\$5' in row 1 and '€6' in row 2/)
})

test('the true minus sign is a minus', async () => {
  assert.deepEqual(inputRows(await readCsv('a,y\n−5,1\n3,2\n')), [[-5], [3]])
})

test('numbers among more texts than numbers are not taken for categories in silence', async () => {
  const texts = Array.from({ length: 40 }, (_, row) =>
    row % 5 === 0 ? `${row}.5` : 'not measured',
  )
  const [fault] = await faultsOf(file('a', texts), tab)
  assert.match(fault!, /has numbers in 8 rows and other texts in 32 \('not measured' 32 times\)/)
  assert.match(fault!, /give "missing": \["not measured"\]/)
  const read = await readCsv(file('a', texts), { ...tab, missing: ['not measured'] })
  assert.deepEqual(inputRows(read).slice(0, 2), [[0.5], [null]])
})

test('all strays are named, with those that look like missing values as the way on', async () => {
  const texts = ['1', '2', '3', '4', 'NA', 'n/a', 'ten', 'NA', '?']
  const [fault] = await faultsOf(file('a', texts), tab)
  assert.match(fault!, /other texts in 5 \('NA' 2 times, .*'ten' once/)
  assert.match(fault!, /give "missing": \["NA","\?","n\/a"\]/)
})

test('texts that only look a little like numbers stay texts', async () => {
  for (const texts of [
    ['A1', 'B2', 'C3'],
    ['1.2.3', '1.2.4', '2.0.0'],
    ['10-20', '20-30', '30+'],
    ['SKU100', 'SKU101', 'SKU102'],
    ['a,b', 'c,d', 'e,f'],
  ]) {
    const dataset = await readCsv(file('a', texts), { ...tab, categorical: [] })
    assert.deepEqual(
      inputRows(dataset),
      texts.map((text) => [text]),
    )
  }
})

test('one mark cannot mean two things', async () => {
  const spec = { ...tab, decimal: ',', thousands: ',' }
  assert.deepEqual(await faultsOf(file('a', ['1', '2']), spec), [
    "/spec/thousands: ',' is already the decimal mark",
  ])
})

test('texts of a Parquet column that are numbers in another notation are refused', async () => {
  const bytes = await writeTable('parquet', "SELECT i || ',5' AS a, i AS y FROM range(10) AS r(i)")
  const spec = { name: 't', format: 'parquet', task: 'regression', target: 'y' }
  await assert.rejects(readDataset(DatasetSpec.parse(spec), bytes), (error: unknown) =>
    /column 'a' has numbers in another notation.*store them as numbers/.test(JSON.stringify(error)),
  )
})

test('numbers of several scales are refused', async () => {
  const scales = (texts: (row: number) => string) =>
    faultsOf(
      file(
        'a',
        Array.from({ length: 40 }, (_, row) => texts(row)),
      ),
      tab,
    )
  const ways = 'write them out in the file, or name the column in categorical'
  for (const texts of [
    (row: number) => (row % 2 ? `${row}.5k` : `${row}M`),
    (row: number) => (row % 5 ? `$${row}M` : `${row}`),
  ]) {
    const [fault] = await scales(texts)
    assert.match(
      fault!,
      /has numbers of several scales, '[^']+' in row \d+ and '[^']+' in row \d+: /,
    )
    assert.ok(fault!.includes(ways), fault)
  }
  const [one] = await scales((row) => `${row}.5k`)
  assert.match(one!, /"units": \["k"\]/)
})

test('a mark before nearly all numbers is a unit', async () => {
  for (const mark of ['~', "'"]) {
    const texts = Array.from({ length: 30 }, (_, row) => `${mark}${row}.5`)
    const [fault] = await faultsOf(file('a', texts), tab)
    assert.ok(fault?.includes(`"units": [${JSON.stringify(mark)}]`), fault)
    const dataset = await readCsv(file('a', texts), { ...tab, units: [mark] })
    assert.deepEqual(inputRows(dataset)[2], [2.5])
  }
})

test('the dash of word processors before a number is a minus', async () => {
  const dataset = await readCsv(file('a', ['–1.5', '−2', '3', '4']), tab)
  assert.deepEqual(inputRows(dataset).flat(), [-1.5, -2, 3, 4])
})

test('of several options that read as much, those that say nothing of groups come alone', async () => {
  const spec = { ...tab, decimal: ',', thousands: '.' }
  const [fault] = await faultsOf(file('a', ['0.5', '12.5', '3.25', '7']), spec)
  assert.match(fault!, /give "decimal": "\." and "thousands": "none"; or/)
})

test('the mends of a target and of a file are members of the spec that settle them', async () => {
  const numbers = Array.from({ length: 30 }, (_, row) => row)
  const cases: [string, Record<string, unknown>, Record<string, unknown>[]][] = [
    [numbers.map((n) => `${n}\t${n},5`).join('\n'), { ...tab }, [{ decimal: ',' }]],
    [numbers.map((n) => `${n};${n}`).join('\n'), {}, [{ delimiter: ';' }]],
    [numbers.map((n) => `${n}\t${n || ''}`).join('\n'), { ...tab }, [{ dropMissingTarget: true }]],
    [
      numbers.map((n) => `${n}\tc${n < 29 ? n % 2 : n}`).join('\n'),
      { ...tab, task: 'classification' },
      [{ minClassRows: 2 }],
    ],
    [
      numbers.map((n) => `${n}\t${n % 3}`).join('\n'),
      { ...tab, task: undefined },
      [{ task: 'classification' }, { task: 'regression' }],
    ],
  ]
  for (const [rows, spec, mends] of cases) {
    const text = `${rows.includes(';') ? 'a;y' : 'a\ty'}\n${rows}`
    const refused: unknown = await readCsv(text, spec).catch((error: unknown) => error)
    assert.ok(refused instanceof Problem, rows.slice(0, 20))
    assert.deepEqual(refused.faults[0]?.mends, mends)
    for (const mend of mends) await readCsv(text, { ...spec, ...mend })
  }
  const latin = Buffer.from(`größe\ty\n${numbers.map((n) => `${n}\t${n}`).join('\n')}`, 'latin1')
  const refused: unknown = await readCsv(latin, tab).catch((error: unknown) => error)
  assert.ok(refused instanceof Problem)
  assert.deepEqual(refused.faults[0]?.mends, [{ encoding: 'windows-1252' }])
})
