import assert from 'node:assert/strict'
import { test } from 'node:test'
import pino from 'pino'
import type { Progress } from '../../src/db/tables/metrics/epochs.ts'
import type { StudySpec } from '../../src/study/study-spec.ts'
import type { TrialToTrain } from '../../src/worker/train-request.ts'
import { watchEpochs } from '../../src/worker/watch-epochs.ts'

const spec = {
  objective: { metric: 'validation.loss', direction: 'minimize' },
  pruner: { type: 'none' },
} as StudySpec
const lease = {
  studyId: 's',
  number: 0,
  fencing: 2,
  spec: { epochs: 9 },
  step: 3,
  value: 0.25,
} as TrialToTrain

/** What the trial comes to after two more epochs. */
async function progressOf(isResumed: boolean): Promise<Progress | undefined> {
  const told: Progress[] = []
  const metrics = {
    add: async () => {},
    progress: (progress: Progress) => void told.push(progress),
    flush: async () => {},
    waitingSince: () => null,
    close: async () => {},
  }
  const log = pino({ level: 'silent' })
  const judge = async () => false as const
  const watch = watchEpochs({ judge, metrics, log }, { spec, seed: 0 }, lease, () => {})
  if (isResumed) watch.resume()
  const epoch = (step: number, value: number) => ({ step, value, train: {}, validation: {} })
  await watch.take([epoch(5, 0.5), epoch(6, 0.75)]).judged
  return told.at(-1)
}

test('a trial that goes on from its checkpoint keeps what was better before, value and step', async () => {
  const { step, value, lastStep } = (await progressOf(true))!
  assert.deepEqual([step, value, lastStep], [3, 0.25, 6])
})

test('among equal epochs, the one with the lowest validation loss counts', async () => {
  const told: Progress[] = []
  const metrics = {
    add: async () => {},
    progress: (progress: Progress) => void told.push(progress),
    flush: async () => {},
    waitingSince: () => null,
    close: async () => {},
  }
  const log = pino({ level: 'silent' })
  const watch = watchEpochs(
    { judge: async () => false as const, metrics, log },
    { spec, seed: 0 },
    lease,
    () => {},
  )
  const epoch = (step: number, loss: number) => ({
    step,
    value: 0.5,
    train: {},
    validation: { loss },
  })
  await watch.take([epoch(1, 0.4), epoch(2, 0.3), epoch(3, 0.3)]).judged
  assert.equal(told.at(-1)?.step, 2)
})

test('one that starts anew has what it gives now', async () => {
  const { step, value, lastStep } = (await progressOf(false))!
  assert.deepEqual([step, value, lastStep], [5, 0.5, 6])
})
