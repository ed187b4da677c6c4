/** Layers of a space, as the form shows and makes them; pure. */
import type { Json } from '../document/json-document.ts'
import type { Schema } from '../document/schema.ts'

/** What stands in a list of layers: a layer, a repeat, or what only the JSON shows. */
export function layerKind(value: unknown): 'layer' | 'repeat' | 'other' {
  if (typeof value !== 'object' || value === null) return 'other'
  const { type, $repeat } = value as Json
  if (typeof $repeat === 'object' && $repeat !== null) return 'repeat'
  return typeof type === 'string' ? 'layer' : 'other'
}

/** A layer of a type with its required options set to usual values. */
export function firstLayer(
  type: string,
  definitions: readonly { type: string; schema: unknown }[],
): Json {
  const schema = definitions.find((one) => one.type === type)?.schema as Schema | undefined
  const required = (schema?.required ?? []).filter((name) => name !== 'type')
  const options = required.map((name) => [
    name,
    usual[name] ?? exampleOf(schema?.properties?.[name]),
  ])
  const activation =
    schema?.properties?.activation && type !== 'activation' ? { activation: 'relu' } : {}
  return { type, ...Object.fromEntries(options), ...activation }
}

const usual: Record<string, unknown> = {
  units: 32,
  filters: 16,
  kernelSize: 3,
  rate: 0.2,
  activation: 'relu',
  layers: [{ type: 'dense', units: 32 }],
}

function exampleOf(schema: Schema | undefined): unknown {
  if (schema?.enum) return schema.enum[0]
  const least = schema?.minimum ?? schema?.exclusiveMinimum
  return schema?.type === 'number' ? (least ?? 0.1) : Math.max(1, least ?? 1)
}

/** Once to three times, as often as the search likes. */
export function repeated(layer: unknown): Json {
  return { $repeat: { times: { $int: { low: 1, high: 3 } }, layer } }
}

/** The layer of a repeat of one layer; undefined if it has several. */
export function unrepeated(value: unknown): unknown {
  return ((value as Json).$repeat as Json | undefined)?.layer
}
