/**
 * Chooses how a group's epochs are executed: from the study, the specification, the lanes and the device, and from what was
 * measured, if that is given. It is not for ordered studies: ways to execute round differently, and they must be repeatable.
 */
import type { Compiled, Execution, LaneRate } from './execution.ts'
import { isOnGpu } from './graph/binding.ts'
import { toPair } from './layers/window.ts'
import { flattenLayers } from './network/flatten-layers.ts'
import { findLayer, type LayerSpec, type TrialSpec } from './spec.ts'
import type { Tf } from './tensorflow.ts'

/** What is left of the steps of a search whose pruner stops most trials early: see `npm run bench -- asha`. */
const shareWithPruner = 1 / 3

/** `auto`: what is expected to be faster. */
export type Compiler = 'auto' | 'graph' | 'xla'

/** @param wanted  of the environment or of an earlier training; `auto` where it names no compiler */
export function toCompiler(wanted: string | null | undefined): Compiler {
  return wanted === 'graph' || wanted === 'xla' ? wanted : 'auto'
}

/** Compiling a graph takes at least as long as this many eager steps. */
const stepsOfGraph = 24

interface Training {
  spec: TrialSpec
  steps: number
  lanes: number // places of the graph
  endsByTime: boolean // the search has a limit in seconds
  isPruned: boolean // a pruner may stop it before its last epoch
  rates?: readonly LaneRate[] // measured, of about the same work
}

export function chooseExecution(tf: Tf, training: Training, compiler: Compiler): Execution {
  if (tf.getBackend() !== 'tensorflow' || training.steps < stepsOfGraph) return 'eager'
  if (compiler !== 'auto') return compiler
  return paysXla(training, isOnGpu(tf)) ? 'xla' : 'graph'
}

/** What XLA takes to compile a graph: on the safe side, as the limits of `paysXla` are. */
const usToCompile = 1.5e6

/**
 * Whether XLA is expected to save more than the time that it takes to compile, which is more than a second. The limits are on
 * the safe side of what a step saves in `npm run bench -- engine` and `-- gpu`: on a CPU more with more lanes. Convolutions are
 * left to the graph on a CPU, and on a GPU beside layers that were not measured there. A search that ends by time is not made
 * to wait: nobody knows how many of its steps there is time for. Where both ways were measured with as many lanes, their
 * difference decides.
 */
export function paysXla(training: Training, onGpu: boolean): boolean {
  const { spec, lanes, endsByTime, isPruned } = training
  if (endsByTime) return false
  const steps = training.steps * (isPruned ? shareWithPruner : 1)
  const saved = savedByXla(training)
  if (saved !== null) return steps * lanes * saved >= usToCompile
  const layers = flattenLayers(spec.layers).map((layer) => layer.spec)
  if (layers.some((layer) => findLayer(layer).fillsCore)) {
    if (!onGpu || !layers.every(isQuickOnGpu)) return false
  }
  return onGpu ? steps >= 3_000 : steps * (1 + lanes / 4) >= 30_000
}

function isQuickOnGpu(layer: LayerSpec): boolean {
  const isStrided = 'strides' in layer && toPair(layer.strides ?? 1).some((stride) => stride > 1)
  return Boolean(findLayer(layer).isQuickByXla) && !isStrided
}

/** Microseconds of a step of one lane; null: not measured. */
function savedByXla({ rates = [], lanes }: Training): number | null {
  const measured = (execution: Compiled) =>
    rates.find((rate) => rate.execution === execution && rate.lanes === lanes)?.usPerStep
  const [graph, xla] = [measured('graph'), measured('xla')]
  return graph === undefined || xla === undefined ? null : graph - xla
}
