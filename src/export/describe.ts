/** The file `model-card.json` of an export. */
import type { TrainedModel } from '../engine/network/model.ts'
import { cardValue, jsonFile, type ModelCard } from './card.ts'
import type { ExportedFile } from './format.ts'
import type { ModelGraph } from './model-graph.ts'

/** The card's content: its origin, the specification, the graph's inputs and outputs, the fitted preprocessing. */
export function cardContent(
  { spec, task, classes, target, inputs, inputShape }: TrainedModel,
  card: ModelCard,
  graph: Pick<ModelGraph, 'inputs' | 'outputs'> | null,
): Record<string, unknown> {
  return {
    ...card,
    specification: spec,
    task,
    classes,
    ...(graph && {
      inputs: graph.inputs.map(cardValue),
      outputs: graph.outputs.map(cardValue),
    }),
    preprocessing: { inputShape, inputs, target },
  }
}

export function describeModel(...given: Parameters<typeof cardContent>): ExportedFile {
  return jsonFile('model-card.json', cardContent(...given))
}
