/**
 * Chooses how a group's epochs are executed: from the specification and the device alone, not from measurements or cached
 * graphs, because ways to execute round differently, and a search must be repeatable.
 */
import type { Execution } from './execution.ts'
import { isOnGpu } from './graph/binding.ts'
import { flattenLayers } from './network/flatten-layers.ts'
import { findLayer, type TrialSpec } from './spec.ts'
import type { Tf } from './tensorflow.ts'

/** What is left of the steps of a search whose pruner stops most trials early: see `npm run bench -- asha`. */
const shareWithPruner = 1 / 3

/** `auto`: what is expected to be faster. */
export type Compiler = 'auto' | 'graph' | 'xla'

/** Compiling a graph takes at least as long as this many eager steps: see `npm run bench -- engine`. */
const stepsOfGraph = 24

interface Training {
  spec: TrialSpec
  steps: number
  lanes: number // places of the graph
  endsByTime: boolean // the search has a limit in seconds
  isPruned: boolean // a pruner may stop it before its last epoch
}

export function chooseExecution(tf: Tf, training: Training, compiler: Compiler): Execution {
  if (tf.getBackend() !== 'tensorflow' || training.steps < stepsOfGraph) return 'eager'
  if (compiler !== 'auto') return compiler
  return paysXla(training, isOnGpu(tf)) ? 'xla' : 'graph'
}

/**
 * Whether XLA is expected to save more than the time that it takes to compile. Measured on 220-20-20-1 to 220-128-128-1
 * (docs/engine.md): a step saves 50 µs of a core for one lane and 250 µs or more for 16, and compiling takes 1.3 s; a step on a
 * GPU (H100) saves 760 µs or more up to 64 lanes, and nothing at 256; compiling takes 1.5 s. Convolutions are faster without it on both.
 * A search that ends by time is not made to wait: nobody knows how many of its steps there is time for.
 */
export function paysXla(training: Training, onGpu: boolean): boolean {
  const { spec, lanes, endsByTime, isPruned } = training
  if (endsByTime) return false
  const steps = training.steps * (isPruned ? shareWithPruner : 1)
  if (flattenLayers(spec.layers).some((layer) => findLayer(layer.spec).fillsCore)) return false
  return onGpu ? steps >= 3_000 && lanes <= 128 : steps * (1 + lanes / 4) >= 30_000
}
