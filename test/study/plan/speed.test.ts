/** Estimates for networks like and unlike those that were measured. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { estimateTime } from '../../../src/study/plan/speed.ts'
import type { MeasuredWork } from '../../../src/study/training-time.ts'

const assumed = { perUpdate: 2e-4, perMultiplication: 5e-11, perElement: 6e-9 }

/** Two epochs of 5,000 images in batches of 64: networks of a search, and of a ladder made by hand. */
const ofUpdate = { updates: 158, samples: 10_000 }
const networks = {
  ladder: { multiplications: 1.87e6, elements: 15_600 },
  small: { multiplications: 0.65e6, elements: 25_600 },
  large: { multiplications: 7.2e6, elements: 87_000 },
}
const seconds = { ladder: 2.5, small: 2.7, large: 14.3 } // as one core took

function workOf(name: keyof typeof networks) {
  const { multiplications, elements } = networks[name]
  const { updates, samples } = ofUpdate
  return { updates, multiplications: samples * multiplications, elements: samples * elements }
}

const measured = (name: keyof typeof networks): MeasuredWork[] =>
  Array.from({ length: 3 }, () => ({ ...workOf(name), seconds: seconds[name] }))

describe('an estimate of a training time', () => {
  it('is that of an assumed machine where nothing was measured, and sure to a factor of two', () => {
    const work = { updates: 10, multiplications: 1e9, elements: 1e6 }
    const found = estimateTime({ assumed, measured: measured('large').slice(1) }, work)
    assert.equal(found.basis, 'assumed')
    assert.ok(Math.abs(found.seconds - (2e-3 + 5e-2 + 6e-3)) < 1e-12)
    assert.ok(found.factor > 1.9)
  })

  it('gives the time of equal networks back, and is surest of them', () => {
    const known = { assumed, measured: [...measured('ladder'), ...measured('large')] }
    const found = estimateTime(known, workOf('large'))
    assert.equal(found.basis, 'measured')
    assert.ok(Math.abs(found.seconds / seconds.large - 1) < 0.1, String(found.seconds))
    assert.ok(found.factor < 1.3)
    const unlike = estimateTime({ assumed, measured: measured('ladder') }, workOf('large'))
    assert.ok(unlike.factor > found.factor)
  })

  it('scales with the work of networks unlike those measured', () => {
    // by multiplications alone, a network with normalization would take a third of its time
    for (const name of ['small', 'large'] as const) {
      const found = estimateTime({ assumed, measured: measured('ladder') }, workOf(name))
      assert.equal(found.basis, 'scaled')
      const ratio = found.seconds / seconds[name]
      assert.ok(ratio > 1 / found.factor && ratio < found.factor, `${name}: ${ratio}`)
    }
  })

  it('follows the epochs, whatever was measured', () => {
    const known = { assumed, measured: measured('ladder') }
    const work = workOf('ladder')
    const twice = {
      updates: 2 * work.updates,
      multiplications: 2 * work.multiplications,
      elements: 2 * work.elements,
    }
    const [once, longer] = [work, twice].map((one) => estimateTime(known, one).seconds)
    assert.ok(Math.abs(longer! / once! - 2) < 1e-9)
  })

  it('says by its factor how much the trials differ', () => {
    const noisy = measured('large').map((trial, at) => ({ ...trial, seconds: 5 * 2 ** at }))
    const found = estimateTime({ assumed, measured: noisy }, workOf('large'))
    assert.ok(Math.abs(found.seconds / 10 - 1) < 1e-9)
    assert.ok(found.factor > 1.7)
  })
})
