/** Encodes a graph as a SavedModel, with the protobuf classes that ship with tfjs-node. */
import { createRequire } from 'node:module'
import type { Attribute, ConstantValue, GraphFunction, GraphNode, Value } from './values.ts'

/** The part of google-protobuf's messages used here. */
interface Message {
  [method: string]: (...args: never[]) => unknown
  serializeBinary(): Uint8Array
}
type MessageClass = (new () => Message) & Record<string, unknown>

const require = createRequire(import.meta.url)
let classes: Record<string, MessageClass> | null = null

/** Loaded lazily: only processes that compile graphs need protobuf. */
function protobuf(): Record<string, MessageClass> {
  const packagePath = require.resolve('@tensorflow/tfjs-node-gpu/package.json')
  classes ??= createRequire(packagePath)('./dist/proto/api_pb.js') as Record<string, MessageClass>
  return classes
}

/** What a graph is called with and answers, for programs that load the model: values by name. */
export interface GraphSignature {
  inputs: Readonly<Record<string, Value>>
  outputs: Readonly<Record<string, Value>>
}

/** @returns bytes of `saved_model.pb`, one graph under the tag `serve`; its signature is `serving_default` */
export function encodeSavedModel(
  nodes: readonly GraphNode[],
  functions: readonly GraphFunction[],
  signature: GraphSignature | null = null,
): Uint8Array {
  const pb = protobuf()
  const library = set(new pb.FunctionDefLibrary!(), { FunctionList: functions.map(encodeFunction) })
  // 2000: the version of the GraphDef format, as TensorFlow 2.x writes it
  const versions = set(new pb.VersionDef!(), { Producer: 2000, MinConsumer: 12 })
  const graph = set(new pb.GraphDef!(), {
    NodeList: nodes.map(encodeNode),
    Library: library,
    Versions: versions,
  })
  const info = set(new (pb.MetaGraphDef!.MetaInfoDef as MessageClass)(), { TagsList: ['serve'] })
  const metaGraph = set(new pb.MetaGraphDef!(), { MetaInfoDef: info, GraphDef: graph })
  if (signature) put(metaGraph, 'getSignatureDefMap', 'serving_default', encodeSignature(signature))
  const model = set(new pb.SavedModel!(), {
    SavedModelSchemaVersion: 1,
    MetaGraphsList: [metaGraph],
  })
  return model.serializeBinary()
}

function encodeSignature({ inputs, outputs }: GraphSignature): Message {
  const pb = protobuf()
  const encoded = set(new pb.SignatureDef!(), { MethodName: 'tensorflow/serving/predict' })
  const putAll = (map: string, values: GraphSignature['inputs']) => {
    for (const [name, { ref, dtype, shape }] of Object.entries(values)) {
      const fields = { Name: ref, Dtype: dtype, TensorShape: encodeShape(shape) }
      put(encoded, map, name, set(new pb.TensorInfo!(), fields))
    }
  }
  putAll('getInputsMap', inputs)
  putAll('getOutputsMap', outputs)
  return encoded
}

function encodeFunction(made: GraphFunction): Message {
  const pb = protobuf()
  const argument = ({ name, dtype }: { name: string; dtype: number }) =>
    set(new (pb.OpDef!.ArgDef as MessageClass)(), { Name: name, Type: dtype })
  const signature = set(new pb.OpDef!(), {
    Name: made.name,
    InputArgList: made.args.map(argument),
    OutputArgList: made.results.map(argument),
    IsStateful: made.isStateful,
  })
  const encoded = set(new pb.FunctionDef!(), {
    Signature: signature,
    NodeDefList: made.nodes.map(encodeNode),
  })
  for (const { name, ref } of made.results) put(encoded, 'getRetMap', name, ref)
  for (const [name, attribute] of Object.entries(made.attributes)) {
    put(encoded, 'getAttrMap', name, encodeAttribute(attribute))
  }
  return encoded
}

function encodeNode({ name, op, inputs, attributes }: GraphNode): Message {
  const encoded = set(new (protobuf().NodeDef!)(), { Name: name, Op: op, InputList: inputs })
  for (const [key, attribute] of Object.entries(attributes)) {
    put(encoded, 'getAttrMap', key, encodeAttribute(attribute))
  }
  return encoded
}

function encodeAttribute(attribute: Attribute): Message {
  const pb = protobuf()
  const encoded = new pb.AttrValue!()
  switch (attribute.kind) {
    case 'shape':
      return set(encoded, { Shape: encodeShape(attribute.value) })
    case 'tensor':
      return set(encoded, { Tensor: encodeTensor(attribute.value) })
    case 'func':
      return set(encoded, { Func: set(new pb.NameAttrList!(), { Name: attribute.value }) })
    case 'list': {
      const values =
        attribute.of === 'string'
          ? attribute.value.map((text) => utf8(text as string))
          : attribute.value
      const list = new (pb.AttrValue!.ListValue as MessageClass)()
      return set(encoded, { List: set(list, { [`${setters[attribute.of]}List`]: values }) })
    }
    case 'string':
      return set(encoded, { S: utf8(attribute.value) })
    default:
      return set(encoded, { [setters[attribute.kind]]: attribute.value })
  }
}

const setters = { string: 'S', int: 'I', float: 'F', bool: 'B', type: 'Type' } as const

function encodeTensor({ dtype, shape, bytes, texts }: ConstantValue): Message {
  return set(new (protobuf().Tensor!)(), {
    Dtype: dtype,
    TensorShape: encodeShape(shape),
    ...(texts ? { StringValList: texts.map(utf8) } : { TensorContent: bytes }),
  })
}

function encodeShape(shape: readonly number[] | null): Message {
  const pb = protobuf()
  const Dimension = pb.TensorShape!.Dim as MessageClass
  const encoded = new pb.TensorShape!()
  if (shape === null) return set(encoded, { UnknownRank: true })
  return set(encoded, { DimList: shape.map((length) => set(new Dimension(), { Size: length })) })
}

function set(message: Message, fields: Record<string, unknown>): Message {
  for (const [name, value] of Object.entries(fields)) {
    const setter = message[`set${name}`]
    if (!setter) throw new Error(`The protobuf class has no field ${name}`)
    setter.call(message, value as never)
  }
  return message
}

function put(message: Message, map: string, key: string, value: unknown): void {
  ;(message[map]!() as Map<string, unknown>).set(key, value)
}

function utf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text))
}
