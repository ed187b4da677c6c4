/** What compiling and lanes must not change. Activations are smooth: at a kink, rounding alone may change a gradient. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { LaneRate } from '../../../src/engine/execution.ts'
import type { Decision, EpochReport } from '../../../src/engine/group/lane.ts'
import { asked, backend, refuseLeaks } from '../backend-under-test.ts'
import { convolutional, dense, embedded, graphs, runGroup as run, varied } from '../run-group.ts'
import { circle, images, table } from '../test-data.ts'

refuseLeaks()

const hasNative = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'
after(() => graphs.dispose())

/** Losses of every epoch, relative. */
function assertClose(actual: EpochReport[], expected: EpochReport[], tolerance = 1e-5): void {
  assert.equal(actual.length, expected.length)
  for (const [at, { train, validation }] of actual.entries()) {
    for (const [now, then] of [
      [train.loss!, expected[at]!.train.loss!],
      [validation.loss!, expected[at]!.validation.loss!],
    ] as const) {
      assert.ok(Math.abs(now / then - 1) < tolerance, `epoch ${at + 1}: ${now}, not ${then}`)
    }
  }
}

for (const [name, spec, data] of [
  ['a dense network', dense, circle(90, 40)],
  ['a convolutional network', convolutional, images(64, 30)],
  ['a network with embeddings', embedded, table(90, 40)],
] as const) {
  describe(name, { skip: hasNative }, () => {
    test('compiled trains as op by op does, over more than 40 steps', async () => {
      const compiled = await run({ specs: [spec], data })
      const eager = await run({ specs: [spec], data, execution: 'eager' })
      assertClose(compiled.reports[0]!, eager.reports[0]!)
    })

    test('three lanes give what three single runs give', async () => {
      const specs = varied(spec)
      const together = await run({ specs, data })
      for (const [lane, one] of specs.entries()) {
        const others = specs.map(() => one)
        // the seed goes with the lane: the others are only there to have it at its place
        const decide = (at: number): Decision => (at === lane ? 'continue' : 'stop')
        const alone = await run({ specs: others, data, decide, execution: 'eager' })
        assertClose(together.reports[lane]!, alone.reports[lane]!, 2e-5)
      }
    })
  })
}

test('how many epochs one call trains changes no bit', { skip: hasNative }, async () => {
  const single = await run({ specs: varied(dense) })
  const together = await run({ specs: varied(dense), callMs: 1000 })
  assert.deepEqual(together.reports, single.reports)
  assert.deepEqual(together.results, single.results)
  assert.ok(together.calls.length < single.calls.length)
})

test('a call ends where a verdict is waited for, and nobody trains on without it', {
  skip: hasNative,
}, async () => {
  const decide = (lane: number, { step }: EpochReport): Decision =>
    lane === 1 && step === 2 ? 'stop' : 'continue'
  const decisionSteps = [2, 5]
  const ran = await run({ specs: varied(dense), callMs: 1e6, decisionSteps, decide })
  for (const step of decisionSteps) assert.ok(ran.calls.includes(step), `${ran.calls}`)
  assert.deepEqual(
    ran.reports.map(({ length }) => length),
    [7, 2, 7],
  )
  assert.equal(ran.results[1]!.state, 'stopped')
})

test('lanes resumed from checkpoints go on bit for bit', { skip: hasNative }, async () => {
  const whole = await run({ specs: varied(dense) })
  const first = await run({
    specs: varied(dense),
    decide: (_lane, { step }) => (step === 3 ? 'release' : 'continue'),
  })
  const resume = first.results.map((result) => (result as { checkpoint: Uint8Array }).checkpoint)
  const second = await run({ specs: varied(dense), resume })
  assert.deepEqual(second.results, whole.results)
  assert.deepEqual(
    first.reports.map((own, lane) => [...own, ...second.reports[lane]!]),
    whole.reports,
  )
})

test('the same seeds give the same bits in another process', { skip: hasNative }, async () => {
  const inOther = execFileSync(
    process.execPath,
    [fileURLToPath(new URL('../print-group.js', import.meta.url))],
    { encoding: 'utf8' },
  )
  const here = await run({ specs: varied(dense) })
  assert.equal(inOther.trim(), JSON.stringify(here.reports))
})

test('a lane that diverges leaves its neighbours as they are', { skip: hasNative }, async () => {
  const layers = [
    { type: 'dense', units: 6, activation: 'relu' },
    { type: 'dense', units: 'outputs' },
  ]
  const withRate = (learningRate: number) => ({
    ...dense,
    layers,
    optimizer: { type: 'sgd', learningRate },
  })
  const [tame, wild] = [withRate(0.05), withRate(1e25)]
  const mixed = await run({ specs: [tame, wild, tame] })
  const calm = await run({ specs: [tame, tame, tame] })
  assert.deepEqual(mixed.results[1], { state: 'failed', reason: 'diverged', step: 1 })
  assert.deepEqual(mixed.reports[0], calm.reports[0])
  assert.deepEqual(mixed.reports[2], calm.reports[2])
})

test('lanes that end early leave, and the others end as they would have', {
  skip: hasNative,
}, async () => {
  const specs = [...varied(dense), ...varied(dense)]
  const whole = await run({ specs })
  const decide = (lane: number, { step }: EpochReport): Decision =>
    lane !== 4 && step === 2 ? 'stop' : 'continue'
  const { results, reports } = await run({ specs, decide })
  assert.deepEqual(
    results.map(({ state }) => state),
    ['stopped', 'stopped', 'stopped', 'stopped', 'complete', 'stopped'],
  )
  assertClose(reports[4]!, whole.reports[4]!)
})

test('early stopping inside a call ends with the best epoch before it', {
  skip: hasNative,
}, async () => {
  const spec = { ...dense, epochs: 60, earlyStopping: { patience: 2 } }
  const single = await run({ specs: [spec] })
  const result = single.results[0]!
  assert.ok(result.state === 'complete' && result.lastStep < 60)
  assert.equal(result.lastStep - result.step, 2)
  const { reports, results } = await run({ specs: [spec], callMs: 1000 })
  assert.deepEqual({ reports, results }, { reports: single.reports, results: single.results })
})

test('a full group that trains for long says how long a step of a lane takes', {
  skip: hasNative,
}, async () => {
  const rates: LaneRate[] = []
  const onRate = (rate: LaneRate) => void rates.push(rate)
  const long = { ...dense, epochs: 2000 }
  await run({ specs: [...varied(long), long], callMs: 20, onRate })
  assert.deepEqual(
    rates.map(({ lanes }) => lanes),
    [4],
  )
  assert.ok(rates[0]!.usPerStep > 0)
  assert.equal(rates[0]!.execution, asked.execution ?? 'graph')
})

test('measured rates choose how a group is executed, unless its study is ordered', {
  skip: hasNative,
}, async () => {
  const rates = (['graph', 'xla'] as const).map((execution) => ({
    ...{ execution, lanes: 1, usPerStep: execution === 'graph' ? 1e6 : 1 },
  }))
  const executed = async (isOrdered: boolean) => {
    const { executions } = await run({ specs: [dense], compiler: 'auto', isOrdered, rates })
    return executions
  }
  assert.deepEqual([await executed(false), await executed(true)], [['xla'], ['graph']])
})

test('lanes of different shapes are refused', async () => {
  const other = { ...dense, batchSize: 17 }
  await assert.rejects(run({ specs: [dense, other] }), /the same shape/)
})
