import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rowsOfFile } from '../../../web/src/pages/trial/predict/rows-of-file.ts'

describe('a file of rows', () => {
  it('is JSON, an object or a list', async () => {
    assert.deepEqual(await rowsOfFile('a.json', '{"size": 1}'), [{ size: 1 }])
    assert.deepEqual(await rowsOfFile('a', '[{"size": 1}, {"size": 2}]'), [
      { size: 1 },
      { size: 2 },
    ])
    await assert.rejects(rowsOfFile('a.json', '[1, 2]'), /by column names/)
  })

  it('is CSV with quotes, any usual delimiter and any line ends', async () => {
    assert.deepEqual(await rowsOfFile('a.csv', '\ufeffsize;colour\r\n1;"re""d;"\r\n2;\r\n'), [
      { size: '1', colour: 're"d;' },
      { size: '2', colour: null },
    ])
    await assert.rejects(rowsOfFile('a.csv', 'size,colour\n'), /no rows/)
  })

  it('is CSV of one column, or of texts with line ends inside', async () => {
    assert.deepEqual(await rowsOfFile('a.csv', 'size\n1\n2\n'), [{ size: '1' }, { size: '2' }])
    assert.deepEqual(await rowsOfFile('a.csv', 'size\tnote\r1\t"two\nlines"\r'), [
      { size: '1', note: 'two\nlines' },
    ])
    await assert.rejects(rowsOfFile('a.csv', ''), /no rows/)
  })

  it('is refused with the row where a value is too many or too few, or a quote stays open', async () => {
    await assert.rejects(rowsOfFile('a.csv', 'a,b\n1,2\n1,2,3\n'), /Row 2: Too many fields/)
    await assert.rejects(rowsOfFile('a.csv', 'a,b\n1\n'), /Row 1: Too few fields/)
    await assert.rejects(rowsOfFile('a.csv', 'a,b\n"1,2\n'), /Row \d: Quoted field unterminated/)
  })
})
