/** Groups whose data and state stay in the memory of their graph: what a GPU trains with. Nothing of it needs one. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createGraphCache } from '../../../src/engine/epochs/graph-cache.ts'
import type { Decision, EpochReport } from '../../../src/engine/group/lane.ts'
import { backend, refuseLeaks } from '../backend-under-test.ts'
import { convolutional, dense, embedded, graphs, runGroup as run, varied } from '../run-group.ts'
import { circle, images, table } from '../test-data.ts'

refuseLeaks()

const skip = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'
after(() => graphs.dispose())

for (const [name, spec, data] of [
  ['a dense network', dense, circle(90, 40)],
  ['a convolutional network', convolutional, images(64, 30)],
  ['a network with embeddings', embedded, table(90, 40)],
] as const) {
  test(`${name} trains to the same bits as with its state handed over`, { skip }, async () => {
    const specs = varied(spec)
    const handed = await run({ specs, data, execution: 'graph' })
    assert.deepEqual(await run({ specs, data, execution: 'graph', isResident: true }), handed)
  })
}

test('lanes that leave are read out of it, and the others go on in another', { skip }, async () => {
  const decide = (lane: number, { step }: EpochReport): Decision =>
    step < 3 || lane === 1 ? 'continue' : lane === 0 ? 'stop' : 'release'
  const specs = varied(dense)
  const handed = await run({ specs, decide, execution: 'graph' })
  const resident = await run({ specs, decide, execution: 'graph', isResident: true })
  assert.deepEqual(resident, handed)
  const { checkpoint } = resident.results[2] as { checkpoint: Uint8Array }
  const resumed = { specs: [specs[2]!], resume: [checkpoint], seed: 13 }
  assert.deepEqual(
    await run({ ...resumed, execution: 'graph', isResident: true }),
    await run({ ...resumed, execution: 'graph' }),
  )
})

test('groups that take turns in one graph do not mix', { skip }, async () => {
  const seeds = [11, 40]
  const ofSeed = (seed: number) => ({
    specs: [dense],
    seed,
    execution: 'graph' as const,
    isResident: true,
  })
  const alone = []
  for (const seed of seeds) alone.push(await run(ofSeed(seed)))
  assert.notDeepEqual(alone[0], alone[1])
  assert.deepEqual(await Promise.all(seeds.map((seed) => run(ofSeed(seed)))), alone)
})

test('a group whose graph is freed between two calls goes on in a new one', { skip }, async () => {
  const few = createGraphCache(1)
  const specs = [4, 5].map((units) => ({
    ...dense,
    layers: [
      { type: 'dense', units },
      { type: 'dense', units: 'outputs' },
    ],
  }))
  const both = await Promise.all(
    specs.map((spec) => run({ specs: [spec], graphs: few, execution: 'graph', isResident: true })),
  )
  few.dispose()
  for (const [at, spec] of specs.entries()) {
    assert.deepEqual(both[at], await run({ specs: [spec], execution: 'graph' }))
  }
})
