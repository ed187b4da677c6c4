/** The contract of all pruners in the registry; a new one is covered automatically. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { PruneContext, PruneReason, Pruner } from '../../../src/search/pruner.ts'
import { PrunerSpec, pruners } from '../../../src/search/pruners/index.ts'
import type { Trial, TrialState } from '../../../src/search/trial.ts'
import { fileOf } from '../../support/registry.ts'

const states: TrialState[] = ['complete', 'failed', 'running', 'pruned', 'cancelled', 'waiting']
const value = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(Number.NaN))
const reports = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), value), {
  selector: ([step]) => step,
})
const trial = fc.record({ state: fc.constantFrom(...states), reports })

function contextOf(
  peers: { state: TrialState; reports: [number, number][] }[],
  sign: 1 | -1,
): PruneContext {
  const trials = peers.map(
    ({ state, reports }, number): Trial => ({
      number,
      state,
      params: {},
      values: null,
      reports: new Map(reports.map(([step, reported]) => [step, sign * reported])),
    }),
  )
  const [own, ...others] = trials
  const step = Math.max(1, ...(own?.reports.keys() ?? []))
  return {
    trial: own!,
    step,
    lastStep: null,
    peers: others,
    direction: sign === 1 ? 'minimize' : 'maximize',
  }
}

for (const [name, pruner] of Object.entries(pruners)) {
  describe(`pruner ${name}`, () => {
    test('decides alike on minimize, and on maximize of the negative', () => {
      fc.assert(
        fc.property(fc.array(trial, { minLength: 1, maxLength: 20 }), (trials) => {
          const stop = pruner.shouldPrune(contextOf(trials, 1), {})
          const mirrored = pruner.shouldPrune(contextOf(trials, -1), {})
          assert.equal(stop === false, mirrored === false)
          if (stop === false) return
          assert.equal(stop.pruner, name)
          assert.equal(stop.comparedWith.length > 0, pruner.usesPeers)
          assertExplained(stop, name, pruner)
        }),
        { seed: 6, numRuns: 400 },
      )
    })

    test('lets the best and the only trial go on, and every trial at its last step', () => {
      fc.assert(
        fc.property(fc.array(trial, { minLength: 1, maxLength: 20 }), (trials) => {
          const context = contextOf(trials, 1)
          const { step } = context
          assert.equal(pruner.shouldPrune({ ...context, lastStep: step }, {}), false)
          if (pruner.usesPeers) {
            assert.equal(pruner.shouldPrune({ ...context, peers: [] }, {}), false)
          }
          const best: Trial = { ...context.trial, reports: new Map([[step, -10]]) }
          assert.equal(pruner.shouldPrune({ ...context, trial: best }, {}), false)
        }),
        { seed: 7, numRuns: 200 },
      )
    })

    test('says where to wait for it: before the last step, in order', () => {
      for (const lastStep of [1, 2, 7, 81, 1_000]) {
        const steps = pruner.decidesAt(lastStep, {})
        assert.deepEqual(
          steps,
          [...new Set(steps)].sort((a, b) => a - b),
        )
        for (const step of steps) assert.ok(step >= 1 && step < lastStep, `${steps}`)
        assert.equal(steps.length > 0, pruner.stops && lastStep > 1)
      }
    })

    test('has a schema that refuses an unknown option', () => {
      assert.equal(PrunerSpec.parse({ type: name }).type, name)
      assert.equal(PrunerSpec.safeParse({ type: name, nonsense: 1 }).success, false)
    })
  })
}

const always = ['pruner', 'step', 'value', 'threshold', 'comparedWith']

function assertExplained(stop: PruneReason, name: string, { details }: Pruner): void {
  const advice = `correct "details" of ${fileOf('src/search/pruners', name)}`
  const known = Object.keys(details).map((key) => key.replace(/\?$/, ''))
  const unknown = Object.keys(stop).filter((key) => !always.includes(key) && !known.includes(key))
  const missing = Object.keys(details).filter((key) => !key.endsWith('?') && !(key in stop))
  assert.deepEqual(unknown, [], `keys of a reason that are not explained: ${advice}`)
  assert.deepEqual(missing, [], `keys that a reason lacks: ${advice}`)
}
