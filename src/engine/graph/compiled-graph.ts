/** Loads a graph into TensorFlow, to be run as one native call. */
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
   * Makes a function of the graph; only the nodes that its outputs depend on are run.
   *
   * @param inputs  placeholders, in the order of the tensors passed to the entry
   */
  entry(inputs: readonly Value[], outputs: readonly Value[]): Entry
  dispose(): void
}

/**
 * The binding creates sessions only from a SavedModel on disk; the folder is removed before this returns.
 *
 * @throws Error if TensorFlow rejects the graph
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
