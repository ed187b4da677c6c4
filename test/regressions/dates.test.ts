/** Dates were categories of thousands of levels, and nothing was learned from them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inputEstimate } from '../../src/data/prepare/check-preparation.ts'
import { encodeInputs } from '../../src/data/prepare/encode-inputs.ts'
import { encodeRows } from '../../src/data/prepare/encode-rows.ts'
import { fitInputs } from '../../src/data/prepare/fit.ts'
import { encodedShape, type FittedInputs } from '../../src/data/prepare/fitted.ts'
import { PreprocessSpec } from '../../src/data/prepare/preprocess.ts'
import { preview } from '../../src/data/preview.ts'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { decodeDataset, encodeDataset } from '../../src/data/stored/encode.ts'
import { summarize } from '../../src/data/summarize.ts'
import { Problem } from '../../src/errors.ts'
import { writeTable } from '../data/formats/write-table.ts'
import { faultsOf, readCsv } from '../data/read-csv.ts'

type Spec = Record<string, unknown>

const file = (texts: string[]) => `d;y\n${texts.map((text, row) => `${text};${row}\n`).join('')}`
const read = (texts: string[], spec: Spec = {}) => readCsv(file(texts), { delimiter: ';', ...spec })
const faults = (texts: string[], spec: Spec = {}) =>
  faultsOf(file(texts), { delimiter: ';', ...spec })

/** What the texts were read as; fails where they are no dates. */
async function moments(texts: string[], spec: Spec = {}): Promise<(string | null)[]> {
  const { inputs } = await read(texts, spec)
  const column = inputs.type === 'table' ? inputs.columns[0] : undefined
  assert.equal(column?.encoding, 'datetime')
  return Array.from(column.values, (ms) => (Number.isNaN(ms) ? null : new Date(ms).toISOString()))
}

const twoDays = ['2010-01-31T00:00:00.000Z', '2010-02-03T13:05:00.000Z']
for (const texts of [
  ['2010/01/31 00:00:00', '2010/02/03 13:05:00'],
  ['2010-01-31', '2010-02-03T13:05'],
  ['2010-01-31T00:00:00Z', '2010-02-03T15:05:00+02:00'],
  ['31/01/2010 00:00', '03/02/2010 13:05'],
  ['1/31/2010 12:00 AM', '2/3/2010 1:05 PM'],
  ['31.1.2010', '3.2.2010 13:05'],
  ['31-Jan-2010', '03-Feb-2010 13:05:00'],
  ['Jan 31, 2010', 'February 3, 2010 13:05'],
  ['Sun, 31 Jan 2010 00:00:00 GMT', 'Wed, 03 Feb 2010 13:05:00 GMT'],
  ['31. Januar 2010', '3. Februar 2010 13:05 Uhr'],
  ['31 janvier 2010', '3 févr. 2010 13:05'],
  ['31-ene-2010', '03-feb-2010 13:05'],
  ['2010-01-31T01:00+01:00[Europe/Berlin]', '2010-02-03T14:05:00+01:00[Europe/Berlin]'],
  [
    'Sun Jan 31 2010 00:00:00 GMT+0000 (Coordinated Universal Time)',
    'Wed Feb 03 2010 14:05:00 GMT+0100 (Central European Standard Time)',
  ],
]) {
  test(`dates such as ${texts[1]} are found by themselves`, async () => {
    assert.deepEqual(await moments(texts), twoDays)
  })
}

for (const [texts, expected] of [
  [
    ['2010-01-31 00', '2010-02-03 13'],
    ['2010-01-31T00:00', '2010-02-03T13:00'],
  ],
  [
    ['2010-01-31 24:00', '2010-02-03 13:05:00,250'],
    ['2010-02-01T00:00', '2010-02-03T13:05:00.250'],
  ],
  [
    ['January 31st, 2010', 'February 3rd, 2010'],
    ['2010-01-31T00:00', '2010-02-03T00:00'],
  ],
  [
    ['31JAN2010:00:00:00', '03FEB2010:13:05:00'],
    ['2010-01-31T00:00', '2010-02-03T13:05'],
  ],
  [
    ['31/Jan/2010:00:00:00 +0000', '03/Feb/2010:15:05:00 +0200'],
    ['2010-01-31T00:00', '2010-02-03T13:05'],
  ],
  [
    ['Sun Jan 31 00:00:00 2010', 'Wed Feb 3 13:05:00 2010'],
    ['2010-01-31T00:00', '2010-02-03T13:05'],
  ],
  [
    ['Jan-10', 'Dec-09'],
    ['2010-01-01T00:00', '2009-12-01T00:00'],
  ],
  [
    ['2010-Q1', '2009-Q4'],
    ['2010-01-01T00:00', '2009-10-01T00:00'],
  ],
  [
    ['2010-W01', '2009-W53'],
    ['2010-01-04T00:00', '2009-12-28T00:00'],
  ],
  [
    ['2010M01', '2009M12'],
    ['2010-01-01T00:00', '2009-12-01T00:00'],
  ],
] as [string[], string[]][]) {
  test(`dates such as ${texts[0]} are found by themselves`, async () => {
    const iso = expected.map((text) => new Date(`${text}Z`).toISOString())
    assert.deepEqual(await moments(texts), iso)
  })
}

test('figures are dates where the spec says that the column has some', async () => {
  for (const texts of [
    ['20100131', '20100203'],
    ['1264896000', '1265155200'],
    ['1264896000000', '1265155200000'],
    ['2010013100', '2010020300'],
  ]) {
    const expected = ['2010-01-31T00:00:00.000Z', '2010-02-03T00:00:00.000Z']
    assert.deepEqual(await moments(texts, { datetime: ['d'] }), expected)
  }
  const [fault] = await faults(['3', '17'], { datetime: ['d'] })
  assert.match(fault!, /no dates in a known format/)
})

test('an unclear order of day and month is asked for, not guessed', async () => {
  assert.deepEqual(await faults(['01/02/2010', '03/04/2010']), [
    `/file: column 'd' has dates whose order of day, month and year is ambiguous, such as '01/02/2010', '03/04/2010': ` +
      `give "datetime": {"d": "d/M/yyyy"} or {"d": "M/d/yyyy"}; or name the column in categorical to take its texts as they are, or in ignore`,
  ])
  const [short] = await faults(['01-02-03', '04-05-06'])
  assert.match(short!, /"d-M-yy"\} or \{"d": "M-d-yy"\} or \{"d": "yy-M-d"/)
  const [timed] = await faults(['01/02/2010 10:00', '03/04/2010 11:30'], { datetime: ['d'] })
  assert.match(timed!, /\{"d": "d\/M\/yyyy H:mm"\} or \{"d": "M\/d\/yyyy H:mm"\}/)
})

test('a format in the spec decides', async () => {
  const texts = ['01/02/2010', '03/04/2010']
  assert.deepEqual(await moments(texts, { datetime: { d: 'dd/MM/yyyy' } }), [
    '2010-02-01T00:00:00.000Z',
    '2010-04-03T00:00:00.000Z',
  ])
  assert.deepEqual(await moments(['20100201', '20100403'], { datetime: { d: 'yyyyMMdd' } }), [
    '2010-02-01T00:00:00.000Z',
    '2010-04-03T00:00:00.000Z',
  ])
  assert.deepEqual(await moments(['1265000000', ''], { datetime: { d: 'X' } }), [
    '2010-02-01T04:53:20.000Z',
    null,
  ])
})

test('texts among dates are refused by name, and may be missing', async () => {
  const texts = ['2010-01-31', 'unknown', '2010-02-03 13:05', 'unknown']
  const [fault] = await faults(texts)
  assert.match(fault!, /in 2 rows and other texts in 2 \('unknown'\), first 'unknown' in row 2/)
  assert.match(fault!, /give "missing": \["unknown"\]/)
  assert.deepEqual(await moments(texts, { missing: ['unknown'] }), [
    twoDays[0],
    null,
    twoDays[1],
    null,
  ])
  const [mixed] = await faults(['2010-01-31T00:00Z', '2010-02-03T00:00'])
  assert.match(mixed!, /with an offset from UTC, such as '2010-01-31T00:00Z', and times without/)
})

test('numbers that are all dates such as 20240229 are said to be', async () => {
  const days = Array.from({ length: 28 }, (_, day) => `202402${String(day + 1).padStart(2, '0')}`)
  const found = async (texts: string[]) =>
    summarize(await read(texts)).warnings.filter(({ code }) => code === 'dates-as-numbers')
  const [warning] = await found(days)
  assert.equal(warning?.suggestion, 'give "datetime": {"d": "yyyyMMdd"}')
  assert.deepEqual(await found(days.map((day) => day.replace(/28$/, '30'))), [])
})

test('bad entries of datetime are refused with pointers', async () => {
  assert.equal(DatasetSpec.safeParse({ ...spec, datetime: { d: 'DD/MM/YYYY' } }).success, false)
  assert.deepEqual(await faults(['2010-01-31', '2010-02-03'], { datetime: ['day'] }), [
    "/spec/datetime/0: no column 'day': the file has 'd', 'y'",
  ])
  const both = { datetime: { d: 'yyyy-MM-dd' }, categorical: ['d'] }
  assert.deepEqual(await faults(['2010-01-31', '2010-02-03'], both), [
    "/spec/datetime/d: 'd' is also named in categorical",
  ])
  const [wrong] = await faults(['31/1/2010', '2/3/2010'], { datetime: { d: 'yyyy-MM-dd' } })
  assert.match(
    wrong!,
    /texts that do not match the format yyyy-MM-dd in 2 of 2 rows.*correct the format/,
  )
  const [none] = await faults(['spring', 'autumn'], { datetime: ['d'] })
  assert.match(none!, /has no dates in a known format, only texts such as 'autumn', 'spring'/)
})

test('ignored dates have an order, to split by', async () => {
  const texts = ['03/02/2010', '31/01/2010', '', '03/02/2010']
  const { ignored } = await readCsv(
    `d;a;y\n${texts.map((text, row) => `${text};${row};${row}\n`).join('')}`,
    {
      delimiter: ';',
      ignore: ['d'],
      datetime: { d: 'dd/MM/yyyy' },
    },
  )
  assert.equal(ignored[0]?.type, 'datetime')
  assert.deepEqual(ignored[0].ranks, {
    codes: Int32Array.of(1, 0, -1, 1),
    levels: null,
    isOrdered: true,
  })
})

test('categorical keeps the texts of dates', async () => {
  const { inputs } = await read(['2010-01-31', '2010-02-03'], { categorical: ['d'] })
  assert.equal(inputs.type === 'table' && inputs.columns[0]?.encoding, 'categorical')
})

test('the upload shows type, range and the numbers that dates become', async () => {
  const dataset = await read(['2010-01-31 06:00', '', '2011-02-03 18:00', '2010-05-01 06:00'])
  const summary = summarize(dataset)
  assert.deepEqual(summary.columns[0], {
    name: 'd',
    type: 'datetime',
    role: 'input',
    encoding: 'datetime',
    missing: 1,
    distinct: 3,
    earliest: '2010-01-31T06:00:00',
    latest: '2011-02-03T18:00:00',
    dateFormat: 'yyyy-M-d[ H:mm[:ss[.S]][ ][Z]]',
    dateParts: ['days', 'year', 'month', 'dayOfMonth', 'dayOfWeek', 'timeOfDay'],
  })
  const preprocess = PreprocessSpec.parse({ missingIndicator: true })
  const fitted = fitInputs(dataset, Uint32Array.of(0, 1, 2, 3), preprocess)
  assert.deepEqual(inputEstimate(summary, preprocess).shape, encodedShape(fitted))
})

test('/predict takes dates as in the file, as the preview shows them, and in ISO 8601', async () => {
  const texts = ['31/01/2010 00:00', '03/02/2011 13:05', '', '28/02/2010 01:00']
  const dataset = decodeDataset(encodeDataset(await read(texts)))
  const rows = Uint32Array.of(0, 1, 2, 3)
  const preprocess = PreprocessSpec.parse({ missingIndicator: true })
  const fitted = JSON.parse(JSON.stringify(fitInputs(dataset, rows, preprocess))) as FittedInputs
  const expected = encodeRows(fitted, dataset.inputs, rows)
  assert.deepEqual(
    encodeInputs(
      fitted,
      texts.map((d) => ({ d })),
    ),
    expected,
  )
  const shown = preview(dataset).map(({ inputs }) => inputs)
  assert.deepEqual(shown[1], { d: '2011-02-03T13:05:00' })
  assert.deepEqual(encodeInputs(fitted, shown), expected)
  assert.ok(expected.every(Number.isFinite))
  assert.throws(
    () => encodeInputs(fitted, [{ d: 'soon' }]),
    (error: unknown) =>
      /expected a date as in the file.*the text 'soon'/.test(JSON.stringify(error)),
  )
})

const spec = { name: 't', format: 'parquet', task: 'regression', target: 'y' }

test('dates and time stamps of Parquet are dates', async () => {
  const bytes = await writeTable(
    'parquet',
    `SELECT DATE '2010-01-31' + i::INTEGER AS day, TIMESTAMP '2010-01-31 10:00:00.5' + INTERVAL (i) HOUR AS stamp,
       TIMESTAMPTZ '2010-01-31 10:00:00+02' AS zoned, CAST('10:1' || i || ':00' AS TIME) AS clock,
       CASE WHEN i > 0 THEN '2010-02-0' || i END AS text, i AS y FROM range(4) AS r(i)`,
  )
  const dataset = await readDataset(DatasetSpec.parse(spec), bytes)
  const { columns } = summarize(dataset)
  assert.deepEqual(
    columns.slice(0, 5).map(({ name, type, earliest }) => [name, type, earliest]),
    [
      ['day', 'datetime', '2010-01-31'],
      ['stamp', 'datetime', '2010-01-31T10:00:00.500'],
      ['zoned', 'datetime', '2010-01-31T08:00:00'],
      ['clock', 'datetime', '1970-01-01T10:10:00'],
      ['text', 'datetime', '2010-02-01'],
    ],
  )
  const asText = await readDataset(DatasetSpec.parse({ ...spec, categorical: ['day'] }), bytes)
  const [day] = asText.inputs.type === 'table' ? asText.inputs.columns : []
  assert.deepEqual(day?.encoding === 'categorical' && day.levels[0], '2010-01-31')
  const missing = await readDataset(DatasetSpec.parse({ ...spec, missing: ['2010-02-02'] }), bytes)
  assert.equal(summarize(missing).columns[0]?.missing, 1)
})

test('months have names in seven languages, and each name one month', async () => {
  const german = ['1. März 2024', '2. Mai 2024', '3. Okt 2024', '4. Dez. 2024']
  const french = ['1 août 2024', '2 juin 2024', '3 juillet 2024', '4 déc. 2024']
  const days = (texts: (string | null)[]) => texts.map((text) => text?.slice(5, 10))
  assert.deepEqual(days(await moments(german)), ['03-01', '05-02', '10-03', '12-04'])
  assert.deepEqual(days(await moments(french)), ['08-01', '06-02', '07-03', '12-04'])
})

test('quarters and weeks are found in the forms of spreadsheets', async () => {
  const days = (texts: (string | null)[]) => texts.map((text) => text?.slice(0, 10))
  assert.deepEqual(days(await moments(['Q1/23', 'Q4/24'])), ['2023-01-01', '2024-10-01'])
  assert.deepEqual(days(await moments(['1. Quartal 2023', '4. Quartal 2024'])), [
    '2023-01-01',
    '2024-10-01',
  ])
  assert.deepEqual(days(await moments(['KW 01/2024', 'KW 10/2024'])), ['2024-01-01', '2024-03-04'])
})

test('an order of day and month that is in doubt has a mend for each reading', async () => {
  const texts = Array.from({ length: 12 }, (_, row) => `0${(row % 9) + 1}/0${(row % 7) + 1}/2024`)
  const refused: unknown = await read(texts).catch((error: unknown) => error)
  assert.ok(refused instanceof Problem)
  const mends = refused.faults[0]?.mends ?? []
  assert.deepEqual(mends, [
    { datetime: { d: 'd/M/yyyy' } },
    { datetime: { d: 'M/d/yyyy' } },
    { categorical: ['d'] },
    { ignore: ['d'] },
  ])
  for (const mend of mends.slice(0, 3)) await read(texts, mend)
})
