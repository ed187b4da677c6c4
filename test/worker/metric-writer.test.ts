import assert from 'node:assert/strict'
import test from 'node:test'
import type { EpochRow } from '../../src/db/tables/metrics/epochs.ts'
import type { Lease } from '../../src/db/tables/trials/leases.ts'
import { createMetricWriter } from '../../src/worker/metric-writer.ts'

const row = (number: number, step: number): EpochRow => ({
  studyId: 's',
  number,
  fencing: 1,
  step,
  value: step,
  train: {},
  validation: {},
})

function writerWith(write: (rows: readonly EpochRow[]) => Promise<Lease[]>) {
  const lost: number[] = []
  const reached: (number | null)[] = []
  const writer = createMetricWriter({
    write,
    writeProgress: async (progress) => void reached.push(...progress.map(({ step }) => step)),
    lost: (lease) => lost.push(lease.number),
    failed: () => {},
    intervalMs: 1_000_000,
  })
  return { writer, lost, reached }
}

test('how far a trial is, is written once, after its epochs', async () => {
  const { writer, reached } = writerWith(async (rows) => [...rows])
  for (const step of [1, 2, 3]) {
    void writer.add([row(0, step)])
    writer.progress({ studyId: 's', number: 0, fencing: 1, step, value: step, lastStep: step })
  }
  assert.deepEqual(reached, [])
  await writer.flush()
  await writer.flush()
  assert.deepEqual(reached, [3])
  await writer.close()
})

test('rows of many trials are written in one call', async () => {
  const calls: EpochRow[][] = []
  const { writer } = writerWith(async (rows) => {
    calls.push([...rows])
    return [...rows]
  })
  void writer.add([row(0, 1), row(0, 2)])
  void writer.add([row(1, 1)])
  await writer.close()
  assert.deepEqual(
    calls.map((rows) => rows.map(({ number, step }) => [number, step])),
    [
      [
        [0, 1],
        [0, 2],
        [1, 1],
      ],
    ],
  )
})

test('a trial whose lease does not hold is reported lost once', async () => {
  const { writer, lost } = writerWith(async (rows) => rows.filter(({ number }) => number !== 1))
  void writer.add([row(0, 1), row(1, 1), row(1, 2)])
  await writer.close()
  assert.deepEqual(lost, [1])
})

test('rows that the database did not take are written again, before later ones', async () => {
  const steps: number[] = []
  let isDown = true
  const { writer, lost } = writerWith(async (rows) => {
    if (isDown) throw new Error('connection terminated')
    steps.push(...rows.map(({ step }) => step))
    return [...rows]
  })
  void writer.add([row(0, 1)])
  await assert.rejects(writer.flush(), /terminated/)
  isDown = false
  void writer.add([row(0, 2)])
  await writer.close()
  assert.deepEqual(steps, [1, 2])
  assert.deepEqual(lost, [])
})

test('rows count as stored when they are, also those of a lost trial', async () => {
  const { writer } = writerWith(async (rows) => rows.filter(({ number }) => number !== 1))
  const seen: string[] = []
  void writer.add([row(0, 1)]).then(() => seen.push('held'))
  void writer.add([row(1, 1)]).then(() => seen.push('lost'))
  await writer.add([])
  assert.deepEqual(seen, [])
  await writer.flush()
  assert.deepEqual(seen, ['held', 'lost'])
  await writer.close()
})

test('many rows are written in parts; what a trial has reached follows the last one', async () => {
  const parts: number[] = []
  const { writer, reached } = writerWith(async (rows) => {
    assert.deepEqual(reached, [])
    parts.push(rows.length)
    return [...rows]
  })
  const steps = Array.from({ length: 12_000 }, (_, step) => row(0, step))
  const stored = writer.add(steps)
  writer.progress({ studyId: 's', number: 0, fencing: 1, step: 1, value: 1, lastStep: 12_000 })
  await writer.flush()
  await stored
  assert.deepEqual(parts, [10_000, 2_000])
  assert.deepEqual(reached, [1])
  await writer.close()
})

test('what a trial has reached is written after an attempt that failed, too', async () => {
  let isDown = true
  const { writer, reached } = writerWith(async (rows) => {
    if (isDown) throw new Error('connection terminated')
    return [...rows]
  })
  void writer.add([row(0, 1)])
  writer.progress({ studyId: 's', number: 0, fencing: 1, step: 1, value: 1, lastStep: 1 })
  await assert.rejects(writer.flush(), /terminated/)
  isDown = false
  await writer.flush()
  assert.deepEqual(reached, [1])
  await writer.close()
})
