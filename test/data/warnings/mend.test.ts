/** A mend is worth its name only if the file, read again with it, has the warning no more. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findWarnings } from '../../../src/data/warnings/index.ts'
import type { Mend } from '../../../src/data/warnings/warning.ts'
import { Problem } from '../../../src/errors.ts'
import { readCsv } from '../read-csv.ts'

type Cells = (row: number) => readonly unknown[]

const noise = (row: number) => ((row * 37) % 101) + (row % 7) / 10
const csv = (header: string, cells: Cells, rows = 60) =>
  [
    header,
    ...Array.from({ length: rows }, (_, row) =>
      [...cells(row), noise(row), (row * 7919) % 61].join(','),
    ),
  ].join('\n')

async function warningsOf(text: string, spec: object): Promise<string[]> {
  return findWarnings(await readCsv(text, { ...spec })).map(
    ({ column, code }) => `${column} ${code}`,
  )
}

const tried: { name: string; text: string; mend: Mend; spec?: object }[] = [
  {
    name: 'a constant',
    text: csv('a,size,y', () => [1]),
    mend: { ignore: ['a'] },
  },
  { name: 'counts-rows', text: csv('a,size,y', (row) => [row]), mend: { ignore: ['a'] } },
  { name: 'unique', text: csv('key,size,y', (row) => [`k${row}`]), mend: { ignore: ['key'] } },
  {
    name: 'free-text',
    text: csv('review,size,y', (row) => [`the cat number ${row} sat down`]),
    mend: { ignore: ['review'] },
  },
  {
    name: 'mostly-missing',
    text: csv('few,size,y', (row) => [row % 5 === 0 ? row : '']),
    mend: { ignore: ['few'] },
  },
  {
    name: 'looks-missing',
    text: csv('colour,size,y', (row) => [row % 9 ? (row % 2 ? 'red' : 'blue') : '?']),
    mend: { missing: ['?'] },
  },
  {
    name: 'looks-missing of the target',
    text: csv('size,z,y', (row) => [noise(row)]).replace(/(,)(\d+)$/gm, (_, comma, y) =>
      comma.concat(Number(y) % 3 === 0 ? 'NA' : Number(y) % 2 ? 'cat' : 'dog'),
    ),
    mend: { missing: ['NA'], dropMissingTarget: true },
    spec: { task: 'classification' },
  },
  {
    name: 'leak',
    text: csv('double,size,y', (row) => [2 * ((row * 7919) % 61)]),
    mend: { ignore: ['double'] },
  },
  {
    name: 'names-parts',
    text: csv('part,size,y', (row) => [row % 4 ? 'train' : 'test']),
    mend: { test: { split: 'part' } },
  },
  {
    name: 'dates-as-numbers',
    text: csv('day,size,y', (row) => [20240101 + (row % 28)]),
    mend: { datetime: { day: 'yyyyMMdd' } },
  },
  {
    name: 'leading-zeros',
    text: csv('code,size,y', (row) => [`00${row % 5}`]),
    mend: { categorical: ['code'] },
  },
  {
    name: 'stand-in',
    text: csv('a,size,y', (row) => [row % 9 ? noise(row) : -999]),
    mend: { missing: ['-999', '-999.0'] },
  },
  {
    name: 'grouped-thousands',
    text: `a,y\n${Array.from({ length: 40 }, (_, row) => `${row % 4 ? `${1 + ((row * 37) % 30)}.${100 + row}` : 900 - row},${(row * 7) % 41}\n`).join('')}`,
    mend: { decimal: ',', thousands: '.' },
  },
  { name: 'index', text: csv(',size,y', (row) => [row]), mend: { keep: ['column0'] } },
  {
    name: 'no-name',
    text: csv(',size,y', (row) => [(row * 13) % 7]),
    mend: { ignore: [0] },
  },
  {
    name: 'renamed-column',
    text: csv('size,size,y', (row) => [(row * 13) % 7]),
    mend: { ignore: [1] },
  },
]

for (const { name, text, mend, spec = {} } of tried) {
  test(`the mend of ${name} settles it`, async () => {
    const [found] = findWarnings(await readCsv(text, { ...spec }))
    assert.ok(found && name.includes(found.code), JSON.stringify(found))
    assert.deepEqual(found.mend, mend)
    const before = await warningsOf(text, spec)
    const after = await warningsOf(text, { ...spec, ...mend })
    assert.ok(!after.includes(`${found.column} ${found.code}`), `${before} became ${after}`)
  })
}

test('a rule has no mend for a name that several columns have', async () => {
  const dataset = await readCsv(csv('size,size,y', () => [1]))
  const constant = findWarnings(dataset).filter(({ code }) => code === 'constant')
  assert.deepEqual(
    constant.map(({ column, mend }) => [column, mend]),
    [['size', null]],
  )
})

test('what only the file can settle has no mend', async () => {
  const dataset = await readCsv(
    csv('kind,size,y', (row) => [row % 2 ? '1' : '1.0']),
    {
      categorical: ['kind'],
    },
  )
  const [found] = findWarnings(dataset)
  assert.equal(found?.code, 'same-number')
  assert.equal(found.mend, null)
})

for (const [cell, mends] of [
  [(row: number) => (row % 4 === 0 ? 'NA' : row), [{ missing: ['NA'] }]],
  [(row: number) => `"${row},5"`, [{ decimal: ',' }]],
  [(row: number) => `$${row}`, [{ units: ['$'] }]],
] as const) {
  test(`every mend of a column that is nearly numeric settles it: ${JSON.stringify(mends)}`, async () => {
    const rows = Array.from({ length: 60 }, (_, row) => `${cell(row)},${row % 7},${row % 11}`)
    const text = ['x,size,y', ...rows].join('\n')
    const refused: unknown = await readCsv(text).catch((error: unknown) => error)
    assert.ok(refused instanceof Problem)
    const [fault] = refused.faults
    assert.deepEqual(fault?.mends, [...mends, { categorical: ['x'] }, { ignore: ['x'] }])
    for (const mend of fault.mends) await readCsv(text, mend)
  })
}

test('points that group thousands have no mend beside decimals', async () => {
  const cells = (row: number) => (row % 4 ? `${1 + row}.${100 + row}` : 900 - row)
  const rows = Array.from({ length: 40 }, (_, row) => `${cells(row)},${row}.5,${(row * 7) % 41}\n`)
  const found = findWarnings(await readCsv(`a,b,y\n${rows.join('')}`))
  assert.equal(found.find(({ code }) => code === 'grouped-thousands')?.mend, null)
  const places = rows.map((row) => row.replace(/^\d+,/, '0.125,'))
  const codes = findWarnings(await readCsv(`a,b,y\n${places.join('')}`)).map(({ code }) => code)
  assert.ok(!codes.includes('grouped-thousands'))
})
