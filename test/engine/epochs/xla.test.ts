/** What compiling by XLA must not change. Activations are smooth: at a kink, rounding alone may change a gradient. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Decision, EpochReport } from '../../../src/engine/group/lane.ts'
import { backend, refuseLeaks } from '../backend-under-test.ts'
import { convolutional, dense, embedded, graphs, type Run, runGroup, varied } from '../run-group.ts'
import { circle, images, table } from '../test-data.ts'

refuseLeaks()

const skip = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'
after(() => graphs.dispose())

const run = (options: Run) => runGroup({ execution: 'xla', ...options })

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

for (const [name, spec, data] of [
  ['a dense network with dropout', dense, circle(90, 40)],
  ['a convolutional network', convolutional, images(64, 30)],
  ['a network with embeddings', embedded, table(90, 40)],
] as const) {
  test(`three lanes of ${name} train as each does alone, op by op`, { skip }, async () => {
    const specs = varied(spec)
    const together = await run({ specs, data })
    assert.deepEqual(together.executions, ['xla', 'xla', 'xla'])
    for (const [lane, one] of specs.entries()) {
      const others = specs.map(() => one)
      // the seed goes with the lane: the others are only there to have it at its place
      const decide = (at: number): Decision => (at === lane ? 'continue' : 'stop')
      const alone = await run({ specs: others, data, decide, execution: 'eager' })
      assertClose(together.reports[lane]!, alone.reports[lane]!)
    }
  })
}

test('how many epochs a call trains, and a resumption, change no bit', { skip }, async () => {
  const specs = varied(dense)
  const single = await run({ specs })
  const together = await run({ specs, callMs: 1000 })
  assert.deepEqual(together.reports, single.reports)
  assert.deepEqual(together.results, single.results)
  assert.ok(together.calls.length < single.calls.length)

  const decide = (_lane: number, { step }: EpochReport): Decision =>
    step === 3 ? 'release' : 'continue'
  const first = await run({ specs, decide })
  const resume = first.results.map((result) => (result as { checkpoint: Uint8Array }).checkpoint)
  const second = await run({ specs, resume })
  assert.deepEqual(second.results, single.results)
  assert.deepEqual(
    first.reports.map((own, lane) => [...own, ...second.reports[lane]!]),
    single.reports,
  )
})

test('with its state kept in the memory of the graph it trains to the same bits', {
  skip,
}, async () => {
  const specs = varied(dense)
  const handed = await run({ specs })
  assert.deepEqual(await run({ specs, isResident: true }), handed)
})

test('the same seeds give the same bits in another process', { skip }, async () => {
  const script = fileURLToPath(new URL('../print-group.js', import.meta.url))
  const env = { ...process.env, SWEEPD_EXECUTION: 'xla' }
  const inOther = execFileSync(process.execPath, [script], { encoding: 'utf8', env })
  const here = await run({ specs: varied(dense) })
  assert.equal(inOther.trim(), JSON.stringify(here.reports))
})

test('a training longer than the tables of a call goes on in the next one', { skip }, async () => {
  const long = { ...dense, layers: dense.layers.slice(-1), epochs: 300 }
  const { calls, reports } = await run({ specs: [long], callMs: 1e6 })
  // the second call measures how long an epoch takes
  assert.deepEqual(calls, [1, 2, 258, 300])
  const graph = await run({ specs: [long], callMs: 1e6, execution: 'graph' })
  assertClose(reports[0]!, graph.reports[0]!)
})

const [first, ...rest] = convolutional.layers
for (const [name, layers] of [
  ['an op that XLA lacks', [{ type: 'augment', rotation: 10 }, first, ...rest]],
  ['a maximum, whose gradient XLA may lose', [first, { type: 'globalMaxPool2d' }, rest.at(-1)]],
] as const) {
  test(`a network with ${name} is executed as a graph`, { skip }, async () => {
    const specs = [{ ...convolutional, layers }]
    const asked = await run({ specs, data: images(64, 30) })
    assert.deepEqual(asked.executions, ['graph'])
    assert.deepEqual(asked, await run({ specs, data: images(64, 30), execution: 'graph' }))
  })
}
