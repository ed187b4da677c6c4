/** The content of the model card. */
import { cardValue, jsonFile, type ModelCard } from './card.ts'
import type { ExportedFile } from './format.ts'
import type { ExportedMember, ModelGraph } from './model-graph.ts'

/** Its origin, the graph's inputs and outputs, and the specification and fitted preprocessing of each member. */
export function cardContent(
  members: readonly ExportedMember[],
  card: ModelCard,
  graph: Pick<ModelGraph, 'inputs' | 'outputs'> | null,
): Record<string, unknown> {
  const { task, classes } = members[0]!.model
  return {
    ...card,
    ...{ task, classes },
    ...(graph && {
      inputs: graph.inputs.map(cardValue),
      outputs: graph.outputs.map(cardValue),
    }),
    members: members.map(
      ({ weight, model: { spec, inputs, inputShape, target, calibration } }) => ({
        weight,
        specification: spec,
        inputShape,
        preprocessing: inputs,
        target,
        ...(calibration && { calibration }),
      }),
    ),
  }
}

export function describeModel(...given: Parameters<typeof cardContent>): ExportedFile {
  return jsonFile('model-card.json', cardContent(...given))
}
