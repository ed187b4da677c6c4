import assert from 'node:assert/strict'
import test from 'node:test'
import { createStages } from '../../../src/worker/trainer/stages.ts'

function stagesAt(limitMs: number) {
  const clock = { now: 1_000 }
  return { clock, stages: createStages(limitMs, () => clock.now) }
}

for (const stage of ['prepared', 'judged', 'ended'] as const) {
  test(`a trial that is ${stage} moves for so long, and again in its next stage`, () => {
    const { clock, stages } = stagesAt(100)
    stages.enter(stage)
    clock.now += 99
    assert.equal(stages.isMoving(0), true)
    clock.now += 1
    assert.equal(stages.isMoving(0), false)
    stages.enter('trained')
    assert.equal(stages.isMoving(0), stage !== 'ended')
  })
}

test('a trial that trains moves, however long', () => {
  const { clock, stages } = stagesAt(100)
  stages.enter('trained')
  clock.now += 1e9
  assert.equal(stages.isMoving(0), true)
})

test('time before the database answered again does not count', () => {
  const { clock, stages } = stagesAt(100)
  clock.now += 10_000
  assert.equal(stages.isMoving(clock.now - 99), true)
  assert.equal(stages.isMoving(clock.now - 100), false)
})
