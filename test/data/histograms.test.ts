import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Histogram, histograms, mostBins } from '../../src/data/histograms.ts'
import { readCsv } from './read-csv.ts'

async function histogramOf(
  values: readonly unknown[],
  spec: Record<string, unknown> = {},
): Promise<Histogram> {
  const lines = values.map((value, row) => `${value},${row % 5},${row % 7}`)
  const dataset = await readCsv(['x,other,y', ...lines].join('\n'), spec)
  return histograms(dataset, { after: null, limit: 1 }).items[0]!
}

test('few whole numbers have a bin each, between halves', async () => {
  const { bins, missing } = await histogramOf([1, 2, 2, 5, '', 1, 2])
  assert.deepEqual(bins, { kind: 'number', low: 0.5, high: 5.5, counts: [2, 3, 0, 0, 1] })
  assert.equal(missing, 1)
})

test('many whole numbers share bins of one width', async () => {
  const { bins } = await histogramOf(Array.from({ length: 1_000 }, (_, row) => row * 3))
  assert.ok(bins)
  const width = (bins.high - bins.low) / bins.counts.length
  assert.ok(Number.isInteger(width))
  assert.ok(bins.counts.length <= mostBins)
  const full = bins.counts.slice(0, -1)
  assert.ok(Math.max(...full) - Math.min(...full) <= 1, `${full}`)
})

test('the largest number is in the last bin, and one value makes one bin', async () => {
  const { bins } = await histogramOf([0.5, 0.75, 1.5, 1.5])
  assert.equal(bins?.high, 1.5)
  assert.equal(bins?.counts.at(-1), 2)
  const same = await histogramOf([2.5, 2.5, 2.5])
  assert.deepEqual(same.bins?.counts, [3])
  assert.ok(same.bins.high > same.bins.low)
})

test('dates are in ms', async () => {
  const { bins } = await histogramOf(['2024-01-01', '2024-01-02', '2024-03-01'])
  assert.equal(bins?.kind, 'datetime')
  assert.equal(bins?.low, Date.UTC(2024, 0, 1))
  assert.equal(bins?.high, Date.UTC(2024, 2, 1))
})

test('levels come by frequency, shortened, and the rest as a number of rows', async () => {
  const texts = Array.from({ length: 60 }, (_, row) => (row < 20 ? 'usual' : `t${row}`))
  const long = 'a long text '.repeat(20)
  const { levels, otherRows, bins } = await histogramOf([...texts, long, long, ''])
  assert.equal(bins, null)
  assert.deepEqual(levels?.slice(0, 2), [
    { value: 'usual', rows: 20 },
    { value: `${long.slice(0, 80)}…`, rows: 2 },
  ])
  assert.equal(levels?.length, 20)
  assert.equal(otherRows, 40 - 18)
})

test('ordered levels keep their order', async () => {
  const ordered = { x: ['poor', 'fair', 'good'] }
  const { levels } = await histogramOf(['good', 'good', 'poor', 'fair'], { ordered })
  assert.deepEqual(
    levels?.map(({ value }) => value),
    ['poor', 'fair', 'good'],
  )
})

test('a column without values has no bins', async () => {
  const { bins, missing } = await histogramOf(['', '', ''])
  assert.equal(bins, null)
  assert.equal(missing, 3)
})
