import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { faultsOf, inputRows, readCsv } from '../read-csv.ts'

test('reads numbers, texts and booleans by their values', async () => {
  const dataset = await readCsv('a,b,c,y\n1,red,true,1\n-2.5e3,blue,FALSE,2\n.5,red,True,3\n')
  assert.deepEqual(inputRows(dataset), [
    [1, 'red', 'true'],
    [-2500, 'blue', 'false'],
    [0.5, 'red', 'true'],
  ])
  assert.equal(dataset.inputs.type, 'table')
  assert.deepEqual(
    dataset.inputs.columns.map((column) => column.encoding),
    ['numeric', 'categorical', 'categorical'],
  )
})

test('takes empty cells and the missing texts as missing, spaces around them or not', async () => {
  const text = 'a,b,y\n1,NA,1\nNA,x,2\n ? ,,3\n,"NA",4\n"",z,5\n'
  const dataset = await readCsv(text, { missing: ['NA', '?'] })
  assert.deepEqual(inputRows(dataset), [
    [1, null],
    [null, 'x'],
    [null, null],
    [null, null],
    [null, 'z'],
  ])
  assert.equal(dataset.inputs.type === 'table' && dataset.inputs.columns[0]?.encoding, 'numeric')
})

test('does not take inf, nan, 1_000 or 0x10 for numbers', async () => {
  const text = 'a,b,c,d,y\ninf,nan,1_000,0x10,1\ninf,nan,1_000,0x11,2\n'
  const dataset = await readCsv(text, { categorical: ['c'] })
  assert.deepEqual(inputRows(dataset), [
    ['inf', 'nan', '1_000', '0x10'],
    ['inf', 'nan', '1_000', '0x11'],
  ])
})

test('reads quoted delimiters, quotes and line ends', async () => {
  const text = 'a,"b,""c""",y\n"one, two","line\nend",1\n"say ""hi""", "spaced" ,2\n'
  const dataset = await readCsv(text)
  assert.deepEqual(inputRows(dataset), [
    ['one, two', 'line\nend'],
    ['say "hi"', 'spaced'],
  ])
  assert.equal(dataset.inputs.type === 'table' && dataset.inputs.columns[1]?.name, 'b,"c"')
})

for (const [name, end] of Object.entries({ LF: '\n', CRLF: '\r\n', CR: '\r' })) {
  test(`reads lines that end in ${name}, the last one without, blank ones skipped`, async () => {
    const dataset = await readCsv(`a,y${end}1,2${end}${end}3,4`)
    assert.deepEqual(inputRows(dataset), [[1], [3]])
  })
}

test('reads CRLF lines with an LF inside quotes, as Excel writes them', async () => {
  const dataset = await readCsv('a,y\r\n"x\ny",1\r\n"z",2\r\n')
  assert.deepEqual(inputRows(dataset), [['x\ny'], ['z']])
})

test('reads lines that end in different ways', async () => {
  const dataset = await readCsv('a,y\r\n1,2\n3,4\r\n5,6\n')
  assert.deepEqual(inputRows(dataset), [[1], [3], [5]])
})

test('ignores a byte order mark', async () => {
  const dataset = await readCsv('\uFEFFy,a\n1,2\n2,3\n')
  assert.deepEqual(inputRows(dataset), [[2], [3]])
})

test('takes a space as delimiter, one more at line ends, and columns by index', async () => {
  const dataset = await readCsv('6 -1 0.5 \n5 1 -0.5 \n', {
    header: false,
    delimiter: ' ',
    target: 0,
  })
  assert.deepEqual(inputRows(dataset), [
    [-1, 0.5],
    [1, -0.5],
  ])
})

test('takes a trailing delimiter in the header, in the rows, or in both', async () => {
  for (const text of ['a,y,\n1,2,\n3,4,\n', 'a,y\n1,2,\n3,4\n', 'a,y,\n1,2\n3,4\n']) {
    assert.deepEqual(inputRows(await readCsv(text)), [[1], [3]], JSON.stringify(text))
  }
})

test('keeps an empty last cell as missing where other rows have one', async () => {
  const dataset = await readCsv('1,2,\n2,3,4\n', { header: false, target: 0 })
  assert.deepEqual(inputRows(dataset), [
    [2, null],
    [3, 4],
  ])
})

test('names a column without a name by its index', async () => {
  const dataset = await readCsv(',a,y\n0,1,2\n1,3,4\n', { ignore: ['column0'] })
  assert.deepEqual(inputRows(dataset), [[1], [3]])
})

test('reads gzip by its first bytes', async () => {
  const dataset = await readCsv(gzipSync('a,y\n1,2\n3,4\n'))
  assert.deepEqual(inputRows(dataset), [[1], [3]])
})

test('keeps rows in the order of the file', async () => {
  const lines = Array.from({ length: 20_000 }, (_, row) => `${row},${row % 2},t${row % 3}`)
  const dataset = await readCsv(`a,y,t\n${lines.join('\n')}\n`)
  const rows = inputRows(dataset)
  assert.ok(rows.every(([a, t], row) => a === row && t === `t${row % 3}`))
})

test('reads any cells as they were written, whatever quotes, delimiters and line ends are in them', async () => {
  const piece = fc.constantFrom(...'ab",; \n\r\'\\#é', '\r\n', '𝄞')
  const cell = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))
  const cells = fc.array(fc.tuple(cell, cell), { minLength: 2, maxLength: 8 })
  const end = fc.constantFrom('\n', '\r\n', '\r')
  const delimiters = fc.constantFrom(',', ';', '\t', ' ', '|')
  const isPlain = (text: string) => /^[abé𝄞'\\#]+$/u.test(text)
  await fc.assert(
    fc.asyncProperty(
      cells,
      end,
      delimiters,
      fc.boolean(),
      async (cells, end, delimiter, always) => {
        const write = (text: string) =>
          isPlain(text) && !always ? text : `"${text.replaceAll('"', '""')}"`
        const lines = cells.map(([one, two], row) => [write(one), row, write(two)].join(delimiter))
        const text = [['one', 'y', 'two'].join(delimiter), ...lines].join(end)
        const dataset = await readCsv(text, { delimiter })
        const expected = cells.map((row) => row.map((cell) => cell.trim() || null))
        assert.deepEqual(inputRows(dataset), expected)
      },
    ),
    { seed: 1, numRuns: 100 },
  )
})

test('takes missing texts that hold the delimiter, quotes or line ends', async () => {
  const missing = [',', '"', 'not, known', 'a\nb', ...Array.from({ length: 90 }, (_, i) => `m${i}`)]
  const text = 'a,b,y\n1,x,1\n"not, known",m89,2\n"""","a\nb",3\n'
  assert.deepEqual(inputRows(await readCsv(text, { missing })), [
    [1, 'x'],
    [null, null],
    [null, null],
  ])
})

test('names the line of each ragged row, lines inside quotes counted', async () => {
  assert.deepEqual(await faultsOf('a,b,y\n1,"x\ny",2\n3,4\n\n5,6,7\n8,9,10,11\n'), [
    '/file: line 4: 2 fields where the header has 3',
    '/file: line 7: 4 fields where the header has 3',
  ])
})

test('shows ten ragged rows and counts the others', async () => {
  const faults = await faultsOf(`a,y\n${'1\n'.repeat(25)}`)
  assert.equal(faults.length, 11)
  assert.equal(faults[10], '/file: 15 more lines have the same fault')
})

test('refuses a quote that is never closed, and text after a quote', async () => {
  assert.deepEqual(await faultsOf('a,y\n1,2\n"x,3\n4,5\n'), [
    '/file: line 3: a quote is never closed',
  ])
  assert.deepEqual(await faultsOf('a,y\n"x"z,3\n'), ['/file: line 2: text follows a closing quote'])
})

test('refuses bytes that are not UTF-8, naming the line', async () => {
  const latin1 = Buffer.from('a,y\nx,1\ncafé,2\n', 'latin1')
  assert.deepEqual(await faultsOf(latin1), [
    '/file: line 3: not UTF-8: name the encoding, such as "encoding": "windows-1252" for files of Windows in Western Europe and America',
  ])
})

test('refuses zero bytes', async () => {
  assert.deepEqual(await faultsOf('a,y\n1,2\n\0,2\n'), [
    '/file: line 3: a zero byte: this is not a text file',
  ])
})

test('refuses a broken gzip file', async () => {
  const bytes = gzipSync('a,y\n1,2\n3,4\n').subarray(0, 20)
  const [fault] = await faultsOf(bytes)
  assert.match(fault!, /^\/file: the gzip file is damaged/)
})

test('refuses what unpacks to more than the limit', async () => {
  const bomb = gzipSync(`a,y\n${'1,2\n'.repeat(500_000)}`)
  assert.deepEqual(await faultsOf(bomb, {}, { maxBytes: 1_000_000 }), [
    '/file: more than 1000000 bytes when unpacked',
  ])
})

test('refuses more rows than the service takes', async () => {
  const [fault] = await faultsOf(`a,y\n${'1,2\n'.repeat(2_000_001)}`)
  assert.match(fault!, /^\/file: 2000001 rows of 2 columns; at most 2000000 rows/)
})
