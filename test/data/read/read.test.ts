import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '../../../src/errors.ts'
import { faultsOf, inputRows, readCsv } from '../read-csv.ts'

const classes = { task: 'classification' }

test('refuses a file without bytes, without rows, or with one column', async () => {
  assert.deepEqual(await faultsOf(''), ['/file: the file is empty'])
  assert.deepEqual(await faultsOf('\n\n'), ['/file: the file is empty'])
  assert.match(
    (await faultsOf('a,y\n')).join(),
    /^\/file: the file has a header of 2 columns and no rows/,
  )
  assert.deepEqual(await faultsOf('y\n1\n2\n'), [
    '/file: one column was found: is the delimiter right?',
  ])
})

test('reports every column that the spec names in vain, with names like it', async () => {
  const faults = await faultsOf('LotArea,Street,SalePrice\n1,a,2\n2,b,3\n', {
    target: 'saleprice',
    ignore: ['Id', 'Street'],
    categorical: [7],
  })
  assert.deepEqual(faults, [
    "/spec/target: no column 'saleprice': did you mean 'SalePrice'? The file has 'LotArea', 'Street', 'SalePrice'",
    "/spec/ignore/0: no column 'Id': the file has 'LotArea', 'Street', 'SalePrice'",
    '/spec/categorical/0: no column 7: the file has columns 0 to 2',
  ])
})

test('refuses roles that contradict each other', async () => {
  const spec = { ignore: ['y', 'a'], categorical: ['a'] }
  assert.deepEqual(await faultsOf('a,b,y\n1,2,3\n2,3,4\n', spec), [
    '/spec/ignore/0: this is the target column',
    "/spec/categorical/0: 'a' is ignored",
  ])
  assert.deepEqual(await faultsOf('a,y\n1,2\n2,3\n', { ignore: ['a'] }), [
    '/spec/ignore: no input column is left',
  ])
})

test('refuses a constant target', async () => {
  assert.deepEqual(await faultsOf('a,y\n1,5\n2,5\n'), [
    "/spec/target: 'y' is 5 in every row: there is nothing to learn",
  ])
  assert.deepEqual(await faultsOf('a,y\n1,x\n2,x\n', classes), [
    "/spec/target: 'y' is 'x' in every row: two classes are needed",
  ])
})

test('refuses rows without a target', async () => {
  assert.deepEqual(await faultsOf('a,y\n1,1\n2,\n3,3\n4,NA\n', { missing: ['NA'] }), [
    '/file: 2 rows have no value in the target column \'y\', first row 2: give "dropMissingTarget": true to leave such rows out',
  ])
})

test('refuses text in the target of a regression, naming value and row', async () => {
  assert.deepEqual(await faultsOf('a,y\n1,10\n2,20\n3,n/a\n4,n/a\n5,30\n'), [
    "/file: the target column 'y' has numbers in 3 rows and other texts in 2 ('n/a' 2 times), first 'n/a' in row 3: " +
      'if they mean "missing", give "missing": ["n/a"]; or correct the file: a regression needs numbers ' +
      '(rows without one are left out with "dropMissingTarget": true)',
  ])
  assert.deepEqual(await faultsOf('a,y\n1,x\n2,z\n'), [
    "/spec/target: the target column 'y' has the text 'x' in row 1: a regression needs numbers",
  ])
})

test('refuses stray texts among numbers, unless they are missing texts or the column is categorical', async () => {
  const text = 'a,y\n1,1\n2,2\nten,3\n4,4\n'
  assert.deepEqual(await faultsOf(text), [
    "/file: column 'a' has numbers in 3 rows and other texts in 1 ('ten' once), first 'ten' in row 3: " +
      'if they mean "missing", give "missing": ["ten"]; ' +
      'or name the column in categorical to take its texts as they are, or in ignore',
  ])
  assert.deepEqual(inputRows(await readCsv(text, { missing: ['ten'] })), [[1], [2], [null], [4]])
  const categorical = await readCsv(text, { categorical: ['a'] })
  assert.deepEqual(inputRows(categorical), [['1'], ['2'], ['ten'], ['4']])
})

test('takes text with a few numbers in it as text', async () => {
  const dataset = await readCsv('a,y\nA1,1\nB2,2\n3,3\nC4,4\n')
  assert.deepEqual(inputRows(dataset), [['A1'], ['B2'], ['3'], ['C4']])
})

test('gives a column of numbers named in categorical its texts as levels, in numeric order', async () => {
  const { inputs } = await readCsv('a,y\n10,1\n9.0,2\n,3\n010,4\n', { categorical: ['a'] })
  assert.deepEqual(inputs.type === 'table' && inputs.columns[0], {
    name: 'a',
    encoding: 'categorical',
    type: 'text',
    levels: ['9.0', '010', '10'],
    codes: Int32Array.of(2, 0, -1, 1),
  })
})

test('sorts classes as numbers where all are, else as texts', async () => {
  const numbers = await readCsv('a,y\n1,10\n2,9\n3,10\n4,9\n', classes)
  assert.deepEqual(numbers.target, {
    type: 'classes',
    name: 'y',
    classes: ['9', '10'],
    labels: Int32Array.of(1, 0, 1, 0),
  })
  const texts = await readCsv('a,y\n1,no\n2,Yes\n3,no\n4,Yes\n', classes)
  assert.deepEqual(texts.target.type === 'classes' && texts.target.classes, ['Yes', 'no'])
})

test('refuses classes of one row, and more than a thousand classes', async () => {
  assert.deepEqual(await faultsOf('a,y\n1,b\n2,b\n3,c\n4,c\n5,d\n', classes), [
    "/spec/target: every class of 'y' needs two rows; with one: 'd': give \"minClassRows\": 2 to leave such rows out",
  ])
  const lines = Array.from({ length: 2_002 }, (_, row) => `1,${row % 1_001}`)
  const [fault] = await faultsOf(`a,y\n${lines.join('\n')}`, classes)
  assert.match(fault!, /^\/spec\/target: 'y' has 1001 distinct values, but at most 1000 classes/)
})

test('reads inputs in their order as a tensor', async () => {
  const dataset = await readCsv('p0,y,p1,p2,id,p3\n1,0,2,3,9,4\n5,1,6,7,9,8\n', {
    inputShape: [2, 2, 1],
    ignore: ['id'],
  })
  assert.deepEqual(dataset.inputs, {
    type: 'tensor',
    shape: [2, 2, 1],
    values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  })
})

test('refuses an inputShape that does not fit, texts and gaps in a tensor', async () => {
  const text = 'p,q,y\n1,x,0\n,2,1\n'
  assert.deepEqual(await faultsOf(text, { inputShape: [2, 2] }), [
    '/spec/inputShape: [2, 2] holds 4 values, but 2 input columns are left',
  ])
  assert.deepEqual(await faultsOf(text, { inputShape: [2] }), [
    "/file: column 'p' has no value in row 2: with inputShape every input must be a number",
    "/file: column 'q' has the text 'x' in row 1: with inputShape every input must be a number",
  ])
  assert.deepEqual(
    await faultsOf('p,q,y\n1,2,0\n3,4,1\n', { inputShape: [2], categorical: ['p'] }),
    ['/spec/categorical: with inputShape all inputs must be numbers: leave categorical out'],
  )
})

test('answers invalid-dataset for a broken file and too-large for a large one', async () => {
  const isOfType = (type: string) => (error: unknown) =>
    error instanceof Problem && error.type === type
  await assert.rejects(readCsv('a,y\n1\n'), isOfType('invalid-dataset'))
  await assert.rejects(readCsv('a,y\n1,2\n', {}, { maxBytes: 5 }), isOfType('too-large'))
})
