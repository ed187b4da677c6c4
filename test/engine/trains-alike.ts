/** What must hold for whatever a specification trains with: compiled, in lanes, resumed and evaluated it is the same. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { PreparedData } from '../../src/data/prepare/prepare.ts'
import type { Decision, EpochReport } from '../../src/engine/group/lane.ts'
import { decodeModel, evaluate } from '../../src/engine/network/model.ts'
import { backend, tf } from './backend-under-test.ts'
import { runGroup as run } from './run-group.ts'

const skip = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'

/** @param specs  of one shape, with smooth activations: at a kink, rounding alone may change a gradient */
export function trainsAlike(name: string, specs: object[], data: PreparedData): void {
  describe(name, { skip }, () => {
    test('each lane of a compiled graph trains as it does alone, op by op', async () => {
      const together = await run({ specs, data })
      for (const [lane, spec] of specs.entries()) {
        const others = specs.map(() => spec)
        // the seed goes with the lane: the others are only there to have it at its place
        const decide = (at: number): Decision => (at === lane ? 'continue' : 'stop')
        const alone = await run({ specs: others, data, decide, execution: 'eager' })
        assertClose(together.reports[lane]!, alone.reports[lane]!)
      }
    })

    test('with its state kept in the memory of the graph it trains as handed over', async () => {
      const handed = await run({ specs, data, execution: 'graph' })
      const resident = await run({ specs, data, execution: 'graph', isResident: true })
      for (const [lane, own] of resident.reports.entries()) assertClose(own, handed.reports[lane]!)
    })

    test('resumed from checkpoints it goes on bit for bit', async () => {
      const whole = await run({ specs, data })
      const first = await run({
        specs,
        data,
        decide: (_lane, { step }) => (step === 2 ? 'release' : 'continue'),
      })
      const resume = first.results.map((result) => {
        assert.ok(result.state === 'released')
        return result.checkpoint
      })
      const second = await run({ specs, data, resume })
      assert.deepEqual(second.results, whole.results)
      assert.deepEqual(
        first.reports.map((own, lane) => [...own, ...second.reports[lane]!]),
        whole.reports,
      )
    })

    test('its model has the metrics of its best epoch', async () => {
      const { results, reports } = await run({ specs, data, isCalibrated: false })
      for (const [lane, result] of results.entries()) {
        assert.ok(result.state === 'complete')
        const { metrics } = await evaluate(tf, decodeModel(result.model), data.validation)
        const best = reports[lane]![result.step - 1]!.validation
        for (const [metric, value] of Object.entries(best)) {
          const difference = Math.abs(metrics[metric]! - value) / Math.max(1, Math.abs(value))
          assert.ok(difference < 2e-5, `${metric}: ${metrics[metric]}, not ${value}`)
        }
      }
    })
  })
}

/** Losses of every epoch, relative. */
function assertClose(actual: EpochReport[], expected: EpochReport[]): void {
  assert.equal(actual.length, expected.length)
  for (const [at, report] of actual.entries()) {
    for (const part of ['train', 'validation'] as const) {
      const [now, then] = [report[part].loss!, expected[at]![part].loss!]
      assert.ok(Math.abs(now / then - 1) < 2e-5, `epoch ${at + 1}, ${part}: ${now}, not ${then}`)
    }
  }
}
