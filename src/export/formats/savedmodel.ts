/** TensorFlow's SavedModel: `tf.saved_model.load(folder).signatures['serving_default']`, TensorFlow Serving. */
import { encodeSavedModel } from '../../engine/graph/saved-model.ts'
import type { Value } from '../../engine/graph/values.ts'
import { describeModel } from '../describe.ts'
import type { ExportFormat } from '../format.ts'
import { buildModelGraph } from '../model-graph.ts'
import type { NamedValue } from '../named-value.ts'

export const savedmodel: ExportFormat = {
  summary: 'TensorFlow SavedModel with the preprocessing inside',
  extension: 'zip',
  async write(tf, members, card) {
    const graph = await buildModelGraph(tf, members, {
      kind: 'columns',
      runtime: 'TensorFlow',
      supports: () => true,
    })
    const signature = { inputs: byName(graph.inputs), outputs: byName(graph.outputs) }
    return [
      { name: 'saved_model.pb', bytes: encodeSavedModel(graph.builder.nodes, [], signature) },
      describeModel(members, card, graph),
    ]
  },
}

function byName(values: readonly NamedValue[]): Record<string, Value> {
  return Object.fromEntries(values.map(({ name, value }) => [name, value]))
}
