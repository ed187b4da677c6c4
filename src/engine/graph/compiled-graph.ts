/** A graph loaded into TensorFlow: run as one native call, freed when it is not needed any more. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Tensor, Tf } from '../tensorflow.ts'
import { nativeBackend } from './binding.ts'
import type { GraphBuilder } from './builder.ts'
import { encodeSavedModel } from './saved-model.ts'
import type { GraphFunction, Value } from './values.ts'

/** Blocks until done. Caller disposes what it returns. */
export type Entry = (inputs: Tensor[]) => Tensor[]

export interface CompiledGraph {
  /**
   * A way through the graph: nodes that its outputs do not need are not run.
   *
   * @param inputs  placeholders, in the order that the entry is given their tensors
   */
  entry(inputs: readonly Value[], outputs: readonly Value[]): Entry
  dispose(): void
}

/**
 * The only way to a session that the binding has is a SavedModel in a folder; the folder is gone when this returns.
 *
 * @throws Error when TensorFlow refuses the graph
 */
export function loadGraph(
  tf: Tf,
  top: GraphBuilder,
  functions: readonly GraphFunction[],
): CompiledGraph {
  const backend = nativeBackend(tf)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-graph-'))
  let id: number
  try {
    fs.writeFileSync(path.join(folder, 'saved_model.pb'), encodeSavedModel(top.nodes, functions))
    id = backend.binding.loadSavedModel(folder, 'serve')
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
  const names = (values: readonly Value[]) => values.map(({ ref }) => ref).join(',')
  return {
    entry(inputs, outputs) {
      const [inputNames, outputNames] = [names(inputs), names(outputs)]
      return (tensors) =>
        backend.binding
          .runSavedModel(id, backend.getInputTensorIds(tensors), inputNames, outputNames)
          .map((metadata) => backend.createOutputTensor(metadata))
    },
    dispose: () => backend.binding.deleteSavedModel(id),
  }
}
