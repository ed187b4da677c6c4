import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StudyStatus } from '../../../../src/db/tables/studies/read-studies.ts'
import { studyLogEntries } from '../../../../src/study/answers/studies/study-log-entries.ts'

const since = new Date(1_000)
const started: StudyStatus = {
  id: 'i',
  name: 'iris',
  state: 'running',
  stopReason: null,
  metric: 'validation.accuracy',
  best: null,
  ended: 0,
  createdAt: new Date(2_000),
}
const better: StudyStatus = { ...started, best: { number: 3, value: 0.9 }, ended: 4 }
const ended: StudyStatus = { ...better, state: 'complete', stopReason: 'budget.trials', ended: 9 }
const messages = (before: StudyStatus | undefined, now: StudyStatus) =>
  studyLogEntries(before, now, since).map(({ message }) => message)

test('a study starts, improves and ends', () => {
  assert.deepEqual(messages(undefined, started), ['study started'])
  assert.deepEqual(messages(started, { ...started, ended: 2 }), [])
  assert.deepEqual(messages(started, better), ['study improved'])
  assert.deepEqual(messages(better, ended), ['study ended'])
  const [last] = studyLogEntries(better, ended, since)
  assert.deepEqual(last?.fields, {
    study: 'iris',
    id: 'i',
    state: 'complete',
    reason: 'budget.trials',
    trials: 9,
    metric: 'validation.accuracy',
    value: 0.9,
    trial: 3,
  })
})

test('one that was over at the first look has all three', () => {
  assert.deepEqual(messages(undefined, ended), ['study started', 'study improved', 'study ended'])
})

test('one that was there before is no news', () => {
  assert.deepEqual(messages(undefined, { ...ended, createdAt: new Date(0) }), [])
})

test('pauses are told', () => {
  const paused: StudyStatus = { ...better, state: 'paused' }
  assert.deepEqual(messages(better, paused), ['study paused'])
  assert.deepEqual(messages(paused, better), ['study resumed'])
})
