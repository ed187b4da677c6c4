/** TensorFlow.js graph model: `tf.loadGraphModel('…/model.json')`, in browsers and in Node. */
import type { ConstantValue, GraphNode } from '../../engine/graph/values.ts'
import { jsonFile } from '../card.ts'
import { describeModel } from '../describe.ts'
import type { ExportedFile, ExportFormat } from '../format.ts'
import { dtypeNames, nodeJson, valueJson } from '../graph-json.ts'
import { buildModelGraph, type ModelGraph } from '../model-graph.ts'
import type { NamedValue } from '../named-value.ts'
import { ownModules } from '../own-modules.ts'

export const tfjs: ExportFormat = {
  summary: 'TensorFlow.js graph model, with a module that encodes rows of a table',
  extension: 'zip',
  async write(tf, members, card) {
    const graph = await buildModelGraph(tf, members, {
      kind: 'encoded',
      runtime: 'TensorFlow.js',
      supports: (op) => !lacking.has(op),
    })
    return [
      ...modelFiles(graph, card.versions),
      describeModel(members, card, graph),
      ...(members[0]!.model.inputs.type === 'table' ? encoder() : []),
    ]
  },
}

/** Ops of `engine/graph/op-signatures.ts` outside of gradients and loops that the converter of 4.22 has not. */
const lacking = new Set([
  'Diag',
  'Erfc',
  'L2Loss',
  'PartitionedCall',
  'StatefulPartitionedCall',
  'StatelessRandomNormal',
  'StatelessRandomUniform',
  'StatelessRandomUniformV2',
  'UnsortedSegmentSum',
])

function modelFiles(
  { builder, inputs, outputs }: ModelGraph,
  versions: Record<string, string>,
): ExportedFile[] {
  const constants = builder.nodes.flatMap((node) => {
    const value = constantOf(node)
    return value ? [{ name: node.name, ...value }] : []
  })
  const weights = constants.map(({ name, dtype, shape }) => ({
    name,
    shape,
    dtype: { DT_FLOAT: 'float32', DT_INT32: 'int32', DT_BOOL: 'bool' }[dtypeNames[dtype]!],
  }))
  const model = {
    format: 'graph-model',
    generatedBy: `Sweepd ${versions.sweepd}`,
    convertedBy: null,
    signature: { inputs: byName(inputs), outputs: byName(outputs) },
    modelTopology: {
      node: builder.nodes.map(nodeJson),
      library: {},
      versions: { producer: 2000, minConsumer: 12 },
    },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  }
  const bytes = Buffer.concat(constants.map((constant) => constant.bytes))
  return [jsonFile('model.json', model), { name: 'weights.bin', bytes }]
}

function constantOf({ attributes }: GraphNode): ConstantValue | null {
  return attributes.value?.kind === 'tensor' ? attributes.value.value : null
}

function byName(values: readonly NamedValue[]): Record<string, object> {
  return Object.fromEntries(values.map(({ name, value }) => [name, valueJson(value)]))
}

const encodeModule = `// Encodes rows for model.json: objects by column name, as /predict takes them. Needs the package zod.
import { encodeInputs } from './sweepd/data/prepare/encode-inputs.js'

/**
 * @param card  the content of model-card.json
 * @returns     by input of the model: Float32Array of [rows, inputs]
 */
export function encode(card, rows) {
  const samples = card.members.map(({ preprocessing }) => encodeInputs(preprocessing, rows))
  return Object.fromEntries(card.inputs.map(({ name }, index) => [name, samples[index]]))
}
`

/** The encoding is the code of the server: texts, dates and missing values mean the same. */
function encoder(): ExportedFile[] {
  const manifest = {
    type: 'module',
    dependencies: { '@tensorflow/tfjs': '^4.22.0', zod: '^4.6.7' },
  }
  return [
    { name: 'encode.js', bytes: Buffer.from(encodeModule) },
    jsonFile('package.json', manifest),
    ...ownModules('data/prepare/encode-inputs.js', 'sweepd'),
  ]
}
