/** How a group's epochs are run: as calls of a compiled graph, or op by op. */
import { compileGroup } from './compile/group.ts'
import { compiledRunner } from './compiled-epochs.ts'
import { eagerRunner } from './eager-epochs.ts'
import { nativeBackend } from './graph/binding.ts'
import type { GraphCache } from './graph-cache.ts'
import type { GroupRunner } from './group-runner.ts'
import type { GroupSetting } from './group-setting.ts'
import type { GroupState } from './group-state.ts'
import type { Tf } from './tensorflow.ts'

export type Execution = 'compiled' | 'eager'

export interface MeasuredRunner extends GroupRunner {
  msPerEpoch: number | null // null: not measured yet
  measured(msPerEpoch: number): void
}

/** @param state  an example, for a graph that is not there yet */
export function runnerOf(
  tf: Tf,
  { setting, state }: { setting: GroupSetting; state: GroupState },
  { graphs, execution }: { graphs: GraphCache; execution: Execution },
): MeasuredRunner {
  if (execution === 'eager') {
    // one epoch a call: the runner lets the event loop in by itself
    return { ...eagerRunner(tf, setting), msPerEpoch: null, measured() {} }
  }
  const cached = graphs.get(setting.graphKey, () =>
    // functions that loops call stay on the CPU; a lowered loop is placed op by op
    compileGroup(tf, setting, state, {
      isLowered: setting.lanes > 1 || nativeBackend(tf).isUsingGpuDevice,
    }),
  )
  return {
    ...compiledRunner(tf, setting, cached.graph),
    msPerEpoch: cached.msPerEpoch,
    measured(msPerEpoch) {
      // the first run of a graph optimizes it: its time says little
      if (cached.runs > 0) cached.msPerEpoch = msPerEpoch
      cached.runs += 1
    },
  }
}

/** Compiling takes as long as so many steps op by op, or more: `npm run bench -- engine` prints both. */
const stepsToCompileFor = 24

/**
 * Compiled where the backend has graphs and the training is long enough. By its length alone, not by what was measured
 * or is cached: the two round differently, and a search must repeat.
 *
 * @param steps  of the whole training
 */
export function defaultExecution(tf: Tf, steps: number): Execution {
  return tf.getBackend() === 'tensorflow' && steps >= stepsToCompileFor ? 'compiled' : 'eager'
}
