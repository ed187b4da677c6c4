/** ONNX: one file for ONNX Runtime and others, with the preprocessing as ops and the model card in its metadata. */
import { cardContent } from '../describe.ts'
import type { ExportFormat } from '../format.ts'
import { buildModelGraph, type ModelGraph } from '../model-graph.ts'
import type { NamedValue } from '../named-value.ts'
import { convertGraph, onnxOps } from '../onnx/convert.ts'
import { CannotConvert, onnxName, onnxType } from '../onnx/op-context.ts'
import { encodeOnnx, type OnnxValue } from '../onnx/proto.ts'

const opset = 19 // the first that compares texts

export const onnx: ExportFormat = {
  summary: 'ONNX with the preprocessing inside',
  extension: 'onnx',
  async write(tf, members, card) {
    const graph = await buildModelGraph(tf, members, {
      kind: 'columns',
      runtime: 'ONNX',
      supports: (op) => Object.hasOwn(onnxOps, op),
    })
    const bytes = encodeOnnx({
      opset,
      producer: { name: 'Sweepd', version: card.versions.sweepd ?? '' },
      metadata: { 'model-card': JSON.stringify(cardContent(members, card, graph)) },
      ...converted(graph),
      inputs: graph.inputs.map(toOnnxValue),
      outputs: graph.outputs.map(toOnnxValue),
    })
    return [{ name: 'model.onnx', bytes }]
  },
}

function converted({ builder, refuse }: ModelGraph): ReturnType<typeof convertGraph> {
  try {
    return convertGraph(builder)
  } catch (error) {
    if (error instanceof CannotConvert) throw refuse(error.op, error.message)
    throw error
  }
}

function toOnnxValue({ value: { ref, dtype, shape } }: NamedValue): OnnxValue {
  return { name: onnxName(ref), type: onnxType(dtype), shape: shape! }
}
