/** A trained model as one graph, from the columns or values that a person has to predictions in the target's units. */
import { createBuilder, type GraphBuilder } from '../engine/graph/builder.ts'
import type { TrainedModel } from '../engine/network/model.ts'
import type { Tf } from '../engine/tensorflow.ts'
import type { Problem } from '../errors.ts'
import { addNetwork, type TracedNetwork, traceNetwork } from './forward.ts'
import { addInputs } from './inputs/graph-inputs.ts'
import { addResize } from './inputs/resize-ops.ts'
import type { NamedValue } from './named-value.ts'
import { addOutputs, inUnits } from './outputs.ts'
import { cannotExport } from './refusal.ts'

/** A network and its weight in the mean of several; the weights sum to 1. */
export interface ExportedMember {
  weight: number
  model: TrainedModel
}

/** What the graph takes: raw columns; or rows that `encodeInputs` has encoded, for runtimes without texts and float64. */
export type InputKind = 'columns' | 'encoded'

export interface GraphTarget {
  kind: InputKind
  runtime: string // for messages
  supports(op: string): boolean
}

export interface ModelGraph {
  builder: GraphBuilder
  inputs: NamedValue[]
  outputs: NamedValue[]
  /** The refusal of an op, which names its layer. */
  refuse(op: string, detail: string): Problem
}

/**
 * @param members  of one study: the same columns or tensors, and the same classes
 * @throws Problem cannot-be-exported
 */
export async function buildModelGraph(
  tf: Tf,
  members: readonly ExportedMember[],
  { kind, runtime, supports }: GraphTarget,
): Promise<ModelGraph> {
  const traced: TracedNetwork[] = []
  for (const { model } of members) traced.push(await traceNetwork(tf, model))
  const refuse = (name: string, detail: string) => {
    for (const [index, { model }] of members.entries()) {
      const found = traced[index]!.recording.ops.find(({ op }) => op === name)
      if (found) return cannotExport(model.spec, traced[index]!.layerOf(found), detail)
    }
    return cannotExport(members[0]!.model.spec, -1, detail)
  }
  const unsupported = traced
    .flatMap(({ recording }) => recording.ops)
    .find(({ op }) => !supports(op))
  if (unsupported) throw refuse(unsupported.op, `${runtime} has no op like ${unsupported.op}`)

  const builder = createBuilder('graph')
  const models = members.map(({ model }) => model)
  const { inputs, samples } = addInputs(builder, models, kind)
  const predicted = members.map(({ weight, model }, index) => {
    const own = traced[index]!
    const resized = addResize(builder, samples[index]!, { from: model.inputShape, to: own.shape })
    return { weight, values: inUnits(builder, model, addNetwork(tf, builder, own, resized), kind) }
  })
  return {
    builder,
    inputs,
    outputs: addOutputs(builder, models[0]!.classes, predicted, kind),
    refuse,
  }
}
