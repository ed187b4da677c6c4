/** Adds the ops of a recording to a graph, except unused ones and reshapes that undo each other. */

import type { Binding, OpAttribute } from './binding.ts'
import type { GraphBuilder, OpOutput } from './builder.ts'
import type { RecordedOp, Recording } from './trace.ts'
import type { Attribute, Value } from './values.ts'

/** Ops to add in place of a recorded one, by its name: they take its inputs, and return its outputs, or null to keep the op. */
export type Substitutes = Readonly<
  Record<
    string,
    (
      builder: GraphBuilder,
      inputs: Value[],
      outputs: OpOutput[],
      attributes: Record<string, Attribute>,
    ) => Value[] | null
  >
>

/**
 * @param inputs  values for the recording's inputs
 * @param given   other values, by the ids of their tensors
 * @returns       the values of its outputs
 * @throws Error if the recorded function used a tensor that is neither an input nor a constant
 */
export function replay(
  builder: GraphBuilder,
  binding: Binding,
  recording: Recording,
  inputs: readonly Value[],
  {
    given = new Map(),
    substitutes = {},
  }: { given?: ReadonlyMap<number, Value>; substitutes?: Substitutes } = {},
): Value[] {
  const values = new Map([
    ...given,
    ...recording.inputs.map((id, index) => [id, inputs[index]!] as const),
  ])
  const sources = new Map<number, number>() // reshaped tensor → its source
  const value = (id: number): Value => {
    const known = values.get(id)
    if (known) return known
    const constant = recording.constants.get(id)
    if (!constant) throw new Error('A traced function used a tensor that is not among its inputs')
    const made = builder.constant(constant.dtype, constant.shape, constant.values)
    values.set(id, made)
    return made
  }
  for (const recorded of neededOps(recording)) {
    if (recorded.op === 'Reshape') {
      replayReshape(builder, recording, { recorded, values, sources, value })
      continue
    }
    const outputs = recorded.outputs.map((id) => recording.tensors.get(id)!)
    const { op } = recorded
    const given = recorded.inputs.map(value)
    const attributes = convertAttributes(binding, recorded.attributes)
    const made =
      substitutes[op]?.(builder, given, outputs, attributes) ??
      builder.ops(op, given, outputs, attributes)
    for (const [index, id] of recorded.outputs.entries()) values.set(id, made[index]!)
  }
  return recording.outputs.map(value)
}

/** Replaces a chain of reshapes by the last one, or drops it if the shape is the original one. */
function replayReshape(
  builder: GraphBuilder,
  recording: Recording,
  context: {
    recorded: RecordedOp
    values: Map<number, Value>
    sources: Map<number, number>
    value: (id: number) => Value
  },
): void {
  const { recorded, values, sources, value } = context
  const [from, shape] = recorded.inputs as [number, number]
  const [to] = recorded.outputs as [number]
  const source = sources.get(from) ?? from
  sources.set(to, source)
  const output = recording.tensors.get(to)!
  const before = recording.tensors.get(source) ?? recording.constants.get(source)
  if (before && String(before.shape) === String(output.shape)) values.set(to, value(source))
  else values.set(to, builder.op('Reshape', [value(source), value(shape)], output))
}

/** The ops that the outputs depend on, in order. */
export function neededOps({ ops, outputs, inputs }: Recording): RecordedOp[] {
  const needed = new Set(outputs)
  const given = new Set(inputs)
  const kept: RecordedOp[] = []
  for (let index = ops.length - 1; index >= 0; index--) {
    const recorded = ops[index]!
    if (!recorded.outputs.some((id) => needed.has(id) && !given.has(id))) continue
    kept.push(recorded)
    for (const id of recorded.inputs) needed.add(id)
  }
  return kept.reverse()
}

/** Converts the attributes of an eager op; their kinds are constants of the binding. */
function convertAttributes(binding: Binding, recorded: OpAttribute[]): Record<string, Attribute> {
  const kinds = new Map<number, 'string' | 'int' | 'float' | 'bool' | 'type' | 'shape'>([
    [binding.TF_ATTR_STRING, 'string'],
    [binding.TF_ATTR_INT, 'int'],
    [binding.TF_ATTR_FLOAT, 'float'],
    [binding.TF_ATTR_BOOL, 'bool'],
    [binding.TF_ATTR_TYPE, 'type'],
    [binding.TF_ATTR_SHAPE, 'shape'],
  ])
  const attributes: Record<string, Attribute> = {}
  for (const { name, type, value } of recorded) {
    const kind = kinds.get(type)
    if (kind === undefined) throw new Error(`Attribute ${name} has the unknown kind ${type}`)
    attributes[name] = (
      Array.isArray(value) && kind !== 'shape' ? { kind: 'list', of: kind, value } : { kind, value }
    ) as Attribute
  }
  return attributes
}
