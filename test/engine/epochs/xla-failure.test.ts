/** What becomes of a group that XLA cannot compile or run. The failures are made here, TensorFlow is left as it is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GroupGraph } from '../../../src/engine/compile/group-graph.ts'
import { createGraphCache, type GraphCache } from '../../../src/engine/epochs/graph-cache.ts'
import type { Decision, EpochReport } from '../../../src/engine/group/lane.ts'
import { backend, refuseLeaks, tf } from '../backend-under-test.ts'
import { dense, type Run, runGroup, varied } from '../run-group.ts'

refuseLeaks()

const skip = backend.kind === 'tensorflow' ? false : 'the TensorFlow library is not installed'

const failure = 'UNIMPLEMENTED: no such instruction\n\t [[a stack]]'
const reason = 'UNIMPLEMENTED: no such instruction'

function fail(): never {
  throw new Error(failure)
}

const failures = {
  'is not compiled'(graph: GroupGraph): GroupGraph {
    graph.dispose()
    return fail()
  },
  'is not run': (graph: GroupGraph): GroupGraph => ({ ...graph, train: fail }),
  'is run once': (graph: GroupGraph): GroupGraph => {
    let runs = 0
    return { ...graph, train: (inputs) => (runs++ === 0 ? graph.train(inputs) : fail()) }
  },
}
type Failure = (typeof failures)[keyof typeof failures]

/**
 * Graphs of which those by XLA fail.
 *
 * @param fails        whether one does, by how many were compiled before it
 * @param hasPrograms  whether there are always files of programs to delete
 */
function failing(how: Failure, fails = (_before: number) => true, hasPrograms = false) {
  let [compiled, deleted] = [0, 0]
  const cache = createGraphCache(8, () => hasPrograms && ++deleted > 0)
  const graphs: GraphCache = {
    ...cache,
    get: (key, compile) =>
      cache.get(key, () => {
        const graph = compile()
        if (graph.execution !== 'xla') return graph
        return fails(compiled++) ? how(graph) : graph
      }),
  }
  return { graphs, compiled: () => compiled, deleted: () => deleted }
}

/** As a trainer does, which names the compiler and leaves the choice to the engine. */
async function run(graphs: GraphCache, options: Partial<Run> = {}) {
  const warnings: string[] = []
  const onXlaFailure = (reason: string) => void warnings.push(reason)
  const specs = varied(dense)
  const ran = await runGroup({ specs, graphs, compiler: 'xla', onXlaFailure, ...options })
  return { ran, warnings }
}

for (const stage of ['is not compiled', 'is not run'] as const) {
  for (const isResident of [false, true]) {
    const where = isResident ? 'in the memory of its graph' : 'handed over'
    test(`a group that ${stage} by XLA trains as a graph, its state ${where}`, {
      skip,
    }, async () => {
      const { graphs, compiled } = failing(failures[stage])
      const first = await run(graphs, { isResident })
      const second = await run(graphs, { isResident })
      graphs.dispose()
      const plain = createGraphCache(2)
      const asGraph = await runGroup({ specs: varied(dense), graphs: plain, compiler: 'graph' })
      plain.dispose()
      assert.deepEqual(asGraph.executions, ['graph', 'graph', 'graph'])
      assert.deepEqual([first.ran, second.ran], [asGraph, asGraph])
      // the second group does not try again
      assert.deepEqual([first.warnings, second.warnings, compiled()], [[reason], [], 1])
    })
  }
}

test('a group that became smaller goes on from the epoch where XLA failed', { skip }, async () => {
  const decide = (lane: number, { step }: EpochReport): Decision =>
    lane === 0 && step === 3 ? 'stop' : 'continue'
  for (const isResident of [false, true]) {
    // 7 epochs of 6 steps: 24 steps are left for the smaller graph
    const { graphs } = failing(failures['is not run'], (before) => before > 0)
    const { ran, warnings } = await run(graphs, { decide, isResident })
    graphs.dispose()
    assert.deepEqual(warnings, [reason])
    assert.deepEqual(ran.executions, ['xla', 'graph', 'graph'])
    const plain = createGraphCache(2)
    const asGraph = await runGroup({
      ...{ specs: varied(dense), graphs: plain, compiler: 'graph', decide },
    })
    plain.dispose()
    for (const [lane, reports] of ran.reports.entries()) {
      const expected = asGraph.reports[lane]!
      assert.deepEqual(
        reports.map(({ step }) => step),
        expected.map(({ step }) => step),
      )
      for (const [at, { train }] of reports.entries()) {
        const difference = Math.abs(train.loss! / expected[at]!.train.loss! - 1)
        assert.ok(difference < 2e-5, `lane ${lane}, epoch ${at + 1}: ${difference}`)
      }
    }
  }
})

test('a program whose file is damaged is compiled anew', { skip }, async () => {
  for (const isOrdered of [false, true]) {
    const { graphs, deleted } = failing(failures['is not run'], (before) => before === 0, true)
    const { ran, warnings } = await run(graphs, { isOrdered })
    graphs.dispose()
    assert.deepEqual([warnings, deleted()], [[], 1])
    const sound = createGraphCache(2)
    const expected = await run(sound, { isOrdered })
    sound.dispose()
    assert.deepEqual(expected.ran.executions, ['xla', 'xla', 'xla'])
    assert.deepEqual(ran, expected.ran)
  }
})

test('a program that fails compiled anew too is not compiled a third time', { skip }, async () => {
  const { graphs, deleted, compiled } = failing(failures['is not run'], () => true, true)
  const { ran, warnings } = await run(graphs)
  graphs.dispose()
  assert.deepEqual(ran.executions, ['graph', 'graph', 'graph'])
  assert.deepEqual([warnings, deleted(), compiled()], [[reason], 1, 2])
})

test('an ordered study that asks for XLA fails without it', { skip }, async () => {
  const { graphs } = failing(failures['is not run'])
  const message = `XLA, which was asked for, cannot train this: ${reason}`
  await assert.rejects(run(graphs, { isOrdered: true }), { message })
  graphs.dispose()
})

test('a program that fails after it has run fails the group', { skip }, async () => {
  const { graphs } = failing(failures['is run once'])
  await assert.rejects(run(graphs), { message: failure })
  graphs.dispose()
})

test('a graph that fails leaves no tensor behind', { skip }, async () => {
  const cache = createGraphCache(1)
  const graphs: GraphCache = {
    ...cache,
    get: (key, compile) => cache.get(key, () => ({ ...compile(), train: fail })),
  }
  const before = tf.memory().numTensors
  await assert.rejects(run(graphs, { compiler: 'graph' }), { message: failure })
  cache.dispose()
  assert.equal(tf.memory().numTensors, before)
})
