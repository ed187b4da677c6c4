/** A graph loaded into TensorFlow: run as one native call, freed when it is not needed any more. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Tensor, Tf } from '../tensorflow.ts'
import { nativeBackend } from './binding.ts'
import type { GraphBuilder } from './builder.ts'
import { encodeSavedModel } from './saved-model.ts'
import type { GraphFunction, Value } from './values.ts'

export interface CompiledGraph {
  /** Blocks until done. Caller disposes what it returns. */
  run(inputs: Tensor[]): Tensor[]
  dispose(): void
}

/**
 * The only way to a session that the binding has is a SavedModel in a folder; the folder is gone when this returns.
 *
 * @param inputs   placeholders, in the order that `run` is given their tensors
 * @throws Error when TensorFlow refuses the graph
 */
export function loadGraph(
  tf: Tf,
  top: GraphBuilder,
  functions: readonly GraphFunction[],
  { inputs, outputs }: { inputs: readonly Value[]; outputs: readonly Value[] },
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
  const [inputNames, outputNames] = [names(inputs), names(outputs)]
  return {
    run(tensors) {
      const ids = backend.getInputTensorIds(tensors)
      return backend.binding
        .runSavedModel(id, ids, inputNames, outputNames)
        .map((metadata) => backend.createOutputTensor(metadata))
    },
    dispose: () => backend.binding.deleteSavedModel(id),
  }
}
