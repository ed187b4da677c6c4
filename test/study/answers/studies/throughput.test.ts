import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { throughput } from '../../../../src/study/answers/studies/throughput.ts'

const running = {
  state: 'running',
  phase: 'search',
  activeSeconds: 100,
  trainedTrials: 50,
  trainedMs: 99_000,
  epochs: { done: 600 },
  pace: [
    [60_000, 40, 400],
    [80_000, 45, 500],
  ],
} satisfies Parameters<typeof throughput>[0]

describe('the throughput of a study', () => {
  it('is over its running time, and since the older of its two notes', () => {
    assert.deepEqual(throughput(running), {
      overall: { trialsPerSecond: 0.5, epochsPerSecond: 6 },
      recent: { trialsPerSecond: 0.25, epochsPerSecond: 5, seconds: 40 },
    })
  })

  it('is over its search alone when that has ended', () => {
    const ended = { ...running, activeSeconds: 500, trainedMs: 125_000 }
    const overall = { trialsPerSecond: 0.4, epochsPerSecond: 4.8 }
    assert.deepEqual(throughput({ ...ended, state: 'complete' }), { overall, recent: null })
    assert.deepEqual(throughput({ ...ended, phase: 'finalists' }), { overall, recent: null })
    assert.equal(throughput({ ...running, state: 'paused' }).recent, null)
  })

  it('has no epochs where clients train', () => {
    const { overall, recent } = throughput({ ...running, epochs: null })
    assert.equal(overall?.epochsPerSecond, null)
    assert.equal(recent?.epochsPerSecond, null)
    assert.equal(recent?.trialsPerSecond, 0.25)
  })

  it('is unknown at the start', () => {
    const pace: typeof running.pace = [
      [0, 0, 0],
      [0, 0, 0],
    ]
    const fresh = { ...running, activeSeconds: 0.5, trainedTrials: 0, trainedMs: 0, pace }
    assert.deepEqual(throughput(fresh), { overall: null, recent: null })
  })
})
