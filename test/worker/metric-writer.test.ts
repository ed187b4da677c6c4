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
    writer.add([row(0, step)])
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
  writer.add([row(0, 1), row(0, 2)])
  writer.add([row(1, 1)])
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
  writer.add([row(0, 1), row(1, 1), row(1, 2)])
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
  writer.add([row(0, 1)])
  await assert.rejects(writer.flush(), /terminated/)
  isDown = false
  writer.add([row(0, 2)])
  await writer.close()
  assert.deepEqual(steps, [1, 2])
  assert.deepEqual(lost, [])
})
