import assert from 'node:assert/strict'
import { test } from 'node:test'
import { warningRules } from '../../../src/data/warnings/index.ts'
import { readCsv } from '../read-csv.ts'

type Rule = keyof typeof warningRules

/** A table whose last column is `y`; `cells` gives the other cells of a row. */
async function found(
  rule: Rule,
  names: string,
  cells: (row: number) => readonly unknown[],
  { rows = 60, ...spec }: { rows?: number; task?: string; y?: (row: number) => unknown } = {},
): Promise<string[]> {
  const y = spec.y ?? ((row: number) => (row * 7919) % 61)
  const lines = Array.from({ length: rows }, (_, row) => [...cells(row), y(row)].join(','))
  const dataset = await readCsv([`${names},y`, ...lines].join('\n'), {
    task: spec.task ?? 'regression',
  })
  return warningRules[rule].find(dataset).map(({ column, code }) => `${column} ${code}`)
}

/** Numbers in no order, from 0 to 100. */
const noise = (row: number, factor = 37) => ((row * factor) % 101) + (row % 7) / 10
const classes = { task: 'classification', y: (row: number) => (row % 3 === 0 ? 'yes' : 'no') }

test('a column that counts the rows, from any start', async () => {
  const columns = (row: number) => [row, row + 1, 2 * row, 5]
  assert.deepEqual(await found('countsRows', 'a,b,c,d', columns), [
    'a counts-rows',
    'b counts-rows',
  ])
})

test('a column that is called an index may count anew', async () => {
  const columns = (row: number) => [row % 30, row % 30]
  assert.deepEqual(await found('countsRows', 'index,hour', columns), ['index counts-rows'])
})

test('a value of its own in each row: texts, and numbers that are called ids', async () => {
  const columns = (row: number) => [`k${row}`, 1000 + row * 7, 1000 + row * 7, `k${row % 30}`, row]
  assert.deepEqual(await found('unique', 'key,customerId,area,city,humid', columns), [
    'key unique',
    'customerId unique',
  ])
})

test('texts of several words that hardly repeat', async () => {
  const columns = (row: number) => [`the cat number ${row} sat down`, `one of the ${row % 5}`]
  assert.deepEqual(await found('freeText', 'review,short', columns), ['review free-text'])
  assert.deepEqual(await found('unique', 'review,short', columns), [])
})

test('classes and categories that are written like what is missing', async () => {
  const columns = (row: number) => [row % 9 ? 'red' : '?', row % 5 ? 'none' : 'some']
  const y = (row: number) => ['male', 'female', 'NA'][row % 3]
  const task = 'classification'
  assert.deepEqual(await found('looksMissing', 'colour,kind', columns, { task, y }), [
    'colour looks-missing',
    'y looks-missing',
  ])
  assert.deepEqual(await found('looksMissing', 'a', (row) => [row]), [])
})

test('more than half of the rows without a value', async () => {
  const columns = (row: number) => [row % 5 === 0 ? row : '', row % 5 === 0 ? '' : row, '']
  assert.deepEqual(await found('mostlyMissing', 'few,most,none', columns), ['few mostly-missing'])
})

test('a number that is the target in another unit, or rises with it', async () => {
  const y = (row: number) => noise(row)
  const columns = (row: number) => [y(row) * 1.8 + 32, Math.exp(y(row) / 20), noise(row, 53)]
  assert.deepEqual(await found('leak', 'fahrenheit,growth,other', columns, { y }), [
    'fahrenheit leak',
    'growth leak',
  ])
})

test('a value that goes with a class, missing ones included, and ranges of classes', async () => {
  const isYes = (row: number) => row % 3 === 0
  const columns = (row: number) => [
    isYes(row) ? 'closed' : ['open', 'new'][row % 2],
    isYes(row) ? '' : noise(row),
    isYes(row) ? noise(row) : 500 + noise(row),
    noise(row),
    row % 2 === 0 ? 'red' : 'blue',
  ]
  assert.deepEqual(await found('leak', 'state,ended,amount,other,colour', columns, classes), [
    'state leak',
    'ended leak',
    'amount leak',
  ])
})

test('classes with few rows, or far fewer than the others', async () => {
  const of = (y: (row: number) => string, rows = 200) =>
    found('rareClasses', 'a', (row) => [noise(row)], { task: 'classification', y, rows })
  assert.deepEqual(await of((row) => (row % 33 === 0 ? 'fraud' : 'fine')), ['y rare-classes'])
  assert.deepEqual(await of((row) => `c${Math.floor(row / 4)}`), ['y rare-classes'])
  assert.deepEqual(await of((row) => (row % 3 === 0 ? 'yes' : 'no')), [])
})

test('rows that are there twice, target included', async () => {
  const y = (row: number) => row % 30
  const copies = (row: number) => [noise(row % 30), `c${(row % 30) % 4}`]
  assert.deepEqual(await found('duplicateRows', 'a,b', copies, { y }), ['null duplicate-rows'])
  const unlike = (row: number) => [noise(row % 30), row]
  assert.deepEqual(await found('duplicateRows', 'a,b', unlike, { y }), [])
  assert.deepEqual(await found('duplicateRows', 'a,b', copies), [])
})

test('a column that says which rows are for training', async () => {
  const columns = (row: number) => [row % 5 === 0 ? 'Test' : 'train', row % 2 === 0 ? 'a' : 'train']
  assert.deepEqual(await found('namesParts', 'part,other', columns), ['part names-parts'])
})

test('a plain table gives no warning at all', async () => {
  for (const rule of Object.keys(warningRules) as Rule[]) {
    const columns = (row: number) => [noise(row), ['red', 'blue', 'green'][row % 3]]
    const y = (row: number) => noise(row) * 3 + noise(row, 53)
    assert.deepEqual(await found(rule, 'size,colour', columns, { y }), [], rule)
    assert.deepEqual(
      await found(rule, 'size,colour', columns, { ...classes, y: (row) => noise(row, 71) > 50 }),
      [],
    )
  }
})

test('numbers that may all be dates, not those of a few values', async () => {
  const columns = (row: number) => [20240101 + (row % 28), 20240101 + (row % 5), 30240199 + row]
  assert.deepEqual(await found('datesAsNumbers', 'day,few,amount', columns), [
    'day dates-as-numbers',
  ])
})

test('classes that are one number in two spellings, not ids that begin alike', async () => {
  const y = (row: number) => ['1', '1.0', '2'][row % 3]
  const task = 'classification'
  assert.deepEqual(await found('sameNumber', 'x', (row) => [noise(row)], { task, y }), [
    'y same-number',
  ])
  const others = (row: number) => ['1', '1.5', '2'][row % 3]
  assert.deepEqual(await found('sameNumber', 'x', (row) => [noise(row)], { task, y: others }), [])
})

test('texts that look alike, with what cannot be seen written out', async () => {
  const answers = ['Yes', 'yes', 'no']
  const columns = (row: number) => [['a b', 'a\u00a0b', 'c'][row % 3], ['x', 'y', 'z'][row % 3]]
  const spec = { task: 'classification', y: (row: number) => answers[row % 3] }
  assert.deepEqual(await found('sameText', 'a,b', columns, spec), ['a same-text', 'y same-text'])
  const lines = Array.from(
    { length: 30 },
    (_, row) => `${['é', 'e\u0301', 'yes\u200b', 'yes'][row % 4]},${row}`,
  )
  const dataset = await readCsv(['a,y', ...lines].join('\n'))
  const [warning] = warningRules.sameText.find(dataset)
  assert.match(
    warning!.message,
    /'e\\u0301'.*and 1 more such pair|'yes\\u200b'.*and 1 more such pair/,
  )
})

test('numbers and dates far from all others', async () => {
  const columns = (row: number) => [
    row % 9 ? noise(row) : -999,
    row % 9 ? noise(row) : 9999,
    row % 9 ? noise(row) - 50 : -99,
    row === 3 ? 9999 : noise(row),
    row % 9 ? `2024-01-${10 + (row % 20)}` : '9999-12-31',
    row % 9 ? `2024-01-${10 + (row % 20)}` : '1900-01-01',
    `19${10 + row}-01-01`,
  ]
  assert.deepEqual(await found('standIn', 'low,high,cold,once,end,start,year', columns), [
    'low stand-in',
    'high stand-in',
    'end stand-in',
    'start stand-in',
  ])
})

test('many texts of one form with several numbers in it', async () => {
  const columns = (row: number) => [
    `${30 + row}:${10 + (row % 40)}:07 h`,
    `A-${row}`,
    `street ${row} no 7`,
    `${row % 5}/7`,
  ]
  assert.deepEqual(await found('unreadPattern', 'took,code,place,few', columns), [
    'took unread-pattern',
  ])
})

test('chosen test rows that lack a class, or have one of their own', async () => {
  const part = (row: number) => (row < 50 ? 'train' : 'test')
  const rows = Array.from({ length: 60 }, (_, row) => {
    return `${noise(row)},${part(row)},${row < 50 ? ['a', 'b'][row % 2] : ['a', 'c'][row % 2]}`
  })
  const text = ['size,part,y', ...rows].join('\n')
  const spec = { task: 'classification', test: { split: 'part' } }
  const messages = warningRules.testClasses
    .find(await readCsv(text, spec))
    .map(({ message }) => message)
  const codes = new Set(
    warningRules.testClasses.find(await readCsv(text, spec)).map(({ code }) => code),
  )
  assert.deepEqual([...codes], ['test-classes'])
  assert.match(
    messages.join('\n'),
    /'c' is only among the test rows.*\n.*'b' is not among the test rows/,
  )
  assert.deepEqual(
    warningRules.testClasses.find(await readCsv(text, { task: 'classification' })),
    [],
  )
})
