/**
 * JSON Schemas of search spaces and of filled-in trials for the OpenAPI document, generated from the registries with
 * holes wherever a value is allowed. They help to write a space; search/space validates it.
 */
import { z } from 'zod'
import { PreprocessSpec } from '../../data/prepare/preprocess.ts'
import { LayerSpec, LossSpec, OptimizerSpec, ScheduleSpec, TrialSpec } from '../../engine/spec.ts'

// biome-ignore lint/suspicious/noExplicitAny: a JSON Schema, as it is written in the document
type Schema = any

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const plain = [
  { type: 'number' },
  { type: 'string' },
  { type: 'boolean' },
  { type: 'null' },
  { type: 'array', items: {} },
  { type: 'object', additionalProperties: {} },
]

const range = (type: 'number' | 'integer') => ({
  type: 'object',
  required: ['low', 'high'],
  additionalProperties: false,
  properties: {
    low: { type, description: 'inclusive' },
    high: { type, description: 'inclusive' },
    log: { type: 'boolean', description: 'sample uniformly in the logarithm; default: false' },
    step: { type, exclusiveMinimum: 0 },
    points: { type: 'integer', minimum: 1, description: 'number of values in a grid' },
    prior: {
      type: 'object',
      description: 'prior belief where good values are; with `log`, `sd` is in powers of ten',
      required: ['mean', 'sd'],
      additionalProperties: false,
      properties: { mean: { type: 'number' }, sd: { type: 'number', exclusiveMinimum: 0 } },
    },
    default: { type, description: 'value of the parameter in the first trial' },
  },
})

const hole = (mark: string, body: Schema, beside: Schema = {}) => ({
  type: 'object',
  required: [mark],
  additionalProperties: false,
  properties: {
    [mark]: body,
    name: { type: 'string', description: 'name of the parameter; default: its path' },
    default: { description: 'value of the parameter in the first trial' },
    ...beside,
  },
})

const weights = {
  type: 'array',
  items: { type: 'number', exclusiveMinimum: 0 },
  description: 'relative prior weight of each option',
}

const holes = {
  FloatHole: hole('$float', range('number')),
  IntHole: hole('$int', range('integer')),
  ChoiceHole: hole('$choice', { type: 'array', items: {}, minItems: 1 }, { weights }),
  BoolHole: hole('$bool', { const: true }),
  Expression: {
    type: 'object',
    required: ['$expr'],
    additionalProperties: false,
    properties: {
      $expr: { type: 'string', description: 'computed from parameters: "filters * 2 ** index"' },
      name: { type: 'string', description: 'for other expressions; default: its path' },
    },
  },
}

const Repeat = {
  type: 'object',
  required: ['$repeat'],
  additionalProperties: false,
  properties: {
    $repeat: {
      type: 'object',
      required: ['times'],
      properties: {
        times: { anyOf: [{ type: 'integer', minimum: 0 }, ref('IntHole'), ref('ChoiceHole')] },
        layer: { ...ref('LayerSpace'), description: 'to repeat; or `layers`' },
        layers: {
          type: 'array',
          minItems: 1,
          items: { anyOf: ['LayerSpace', 'Repeat', 'ChoiceHole'].map(ref) },
          description: 'a block of layers to repeat together',
        },
        each: {
          type: 'boolean',
          description: 'whether its holes are sampled separately for each repetition',
        },
        growth: {
          type: 'object',
          description: 'factors by which numeric options change with each repetition',
          additionalProperties: { type: 'number' },
        },
      },
    },
  },
}

/** By component name. */
export function spaceSchemas(): Record<string, Schema> {
  const { Layer, Network } = specSchemas()
  const { required: _, ...space } = withHoles(Network)
  const spaceValue = ref('SpaceValue')
  return {
    ...holes,
    Layer,
    Network,
    LayerSpace: withHoles(Layer),
    Repeat,
    NetworkSpace: { ...space, description: 'search space of a study with a dataset' },
    SpaceValue: { anyOf: [...Object.keys(holes).map(ref), ...plain] },
    SpaceInput: {
      description: 'a trial specification with holes; for an external study, any object',
      anyOf: [ref('NetworkSpace'), { type: 'object', additionalProperties: spaceValue }],
    },
    FilledSpace: {
      description:
        'the specification that is trained; for an external study, its space with every hole filled in',
      anyOf: [ref('Network'), { type: 'object', additionalProperties: {} }],
    },
    StoredStudySpec: ref('StudySpecInput'),
    // built-in datasets have no format
    StoredDatasetSpec: { anyOf: [ref('DatasetSpecInput'), { type: 'object' }] },
  }
}

/** Schemas without holes; layers may contain layers. */
function specSchemas(): { Layer: Schema; Network: Schema } {
  const metadata = z.registry<{ id?: string | undefined }>()
  for (const spec of [LossSpec, OptimizerSpec, ScheduleSpec]) {
    metadata.add(spec, z.globalRegistry.get(spec) ?? {})
  }
  metadata.add(LayerSpec, { ...z.globalRegistry.get(LayerSpec), id: 'Layer' })
  const whole = TrialSpec.extend({ preprocess: PreprocessSpec.optional() })
  const {
    $defs,
    $schema: _,
    ...Network
  } = z.toJSONSchema(whole, {
    io: 'input',
    metadata,
    unrepresentable: 'any',
    cycles: 'ref',
  }) as Schema
  const text = JSON.stringify({ Layer: $defs.Layer, Network })
  const schemas = JSON.parse(text.replaceAll('"#/$defs/Layer"', JSON.stringify(ref('Layer').$ref)))
  delete schemas.Layer.id
  return schemas
}

const addHoles: Record<string, string[]> = {
  integer: ['IntHole', 'ChoiceHole', 'Expression'],
  number: ['FloatHole', 'IntHole', 'ChoiceHole', 'Expression'],
  boolean: ['BoolHole', 'ChoiceHole', 'Expression'],
  string: ['ChoiceHole'],
}

/** A value, or a hole in its place. */
function withHoles(schema: Schema): Schema {
  if (schema.$ref === ref('Layer').$ref) {
    return { anyOf: ['LayerSpace', 'Repeat', 'ChoiceHole'].map(ref) }
  }
  if ('const' in schema) return schema
  const several = schema.oneOf ?? schema.anyOf
  if (several) {
    const { oneOf: _, anyOf: __, shortForm, ...rest } = schema
    const names = shortForm ? [shortForm] : []
    const marks = new Set<string>(several.flatMap((one: Schema) => addHoles[one.type] ?? []))
    const nested = (one: Schema) => one.oneOf ?? one.anyOf
    const values = [
      ...several.map((one: Schema) => (nested(one) ? withHoles(one) : membersWithHoles(one))),
      ...names,
    ]
    return { ...rest, anyOf: [...values, ...[...marks.add('ChoiceHole')].map(ref)] }
  }
  const marks = addHoles[schema.type]
  if (!marks) return membersWithHoles(schema)
  const { description, default: _, ...value } = schema
  return { ...(description && { description }), anyOf: [value, ...marks.map(ref)] }
}

function membersWithHoles(schema: Schema): Schema {
  if (schema.$ref) return withHoles(schema)
  const { properties, additionalProperties, items, prefixItems } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, withHoles(property)]),
      ),
    }),
    ...(typeof additionalProperties === 'object' && {
      additionalProperties: withHoles(additionalProperties),
    }),
    ...(items && { items: withHoles(items) }),
    ...(prefixItems && { prefixItems: prefixItems.map(withHoles) }),
  }
}
