import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serialize } from 'node:v8'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { decodeDataset, encodeDataset } from '../../../src/data/stored/encode.ts'
import { narrow, widen } from '../../../src/data/stored/narrow.ts'
import { readCsv } from '../read-csv.ts'

test('gives back a table as it was', async () => {
  const text = 'a,b,c,y\n1,red,0.1,1.25\n,blue,1e300,2\n3,,-7.123456789,3\n'
  const dataset = await readCsv(text, { testFraction: 0.1, missing: ['NA'] })
  assert.deepEqual(decodeDataset(encodeDataset(dataset)), dataset)
})

test('gives back a tensor with classes as it was', async () => {
  const dataset = await readCsv('p,q,y\n0.2,-1,a\n0.3,1,b\n0.001,1,a\n0,0,b\n', {
    task: 'classification',
    inputShape: [2],
  })
  assert.deepEqual(decodeDataset(encodeDataset(dataset)), dataset)
})

test('gives back any numbers bit for bit, NaN too, but for the sign of zero', () => {
  const doubles = fc.array(fc.oneof(fc.double({ noInteger: false }), fc.integer(), fc.float()))
  fc.assert(
    fc.property(doubles, (numbers) => {
      const values = Float64Array.from(numbers, (value) => value + 0)
      assert.deepEqual(widen(narrow(values)), values)
      const singles = Float32Array.from(values, (value) => Math.fround(value) + 0)
      assert.deepEqual(widen(narrow(singles)), singles)
    }),
    { seed: 1, numRuns: 500 },
  )
})

test('stores greys in a byte, thousandths in two, integers in as few as they need', () => {
  const greys = Float32Array.from({ length: 256 }, (_, grey) => grey / 255)
  assert.ok(narrow(greys).values instanceof Uint8Array)
  assert.deepEqual(widen(narrow(greys)), greys)
  assert.ok(narrow(Float32Array.of(-0.631, 0.862, 1)).values instanceof Int16Array)
  assert.ok(narrow(Float64Array.of(-5, 100)).values instanceof Int8Array)
  assert.ok(narrow(Float64Array.of(0, 250_000)).values instanceof Int32Array)
  assert.ok(narrow(Float64Array.of(0.5, Number.NaN)).values instanceof Float32Array)
  assert.ok(narrow(Float64Array.of(Math.PI)).values instanceof Float64Array)
})

test('refuses bytes that are no dataset or of another version', () => {
  const bytes = (value: unknown) => gzipSync(serialize(value))
  assert.throws(() => decodeDataset(bytes({ rows: 3 })), /not a Sweepd dataset/)
  assert.throws(
    () => decodeDataset(bytes({ format: 'sweepd-dataset', version: 99 })),
    /format 99: this version reads 1/,
  )
})
