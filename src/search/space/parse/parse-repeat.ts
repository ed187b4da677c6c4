/** Reads `$repeat`: a layer, or a block of layers, that stands for several elements of its array. */

import { toPointer } from '../../../errors.ts'
import { withHint } from '../../../nearby.ts'
import type { ChoiceHole, Literal, NumberHole, Repeat, Template } from '../space.ts'
import {
  branchName,
  isObject,
  memberPlace,
  type Path,
  type Place,
  type Reading,
  shown,
} from './reading.ts'

const maxTimes = 64
const keys = ['times', 'layer', 'layers', 'growth', 'each']

export function isRepeat(json: unknown): json is Record<string, unknown> {
  return isObject(json) && Object.hasOwn(json, '$repeat')
}

/**
 * Names: the layer's holes are named as if the layer were an element of the array, `layers[0].filters`; those of a block
 * are `layers[0].layers[1].filters`. With `each` the repetition follows, `layers[0][2].filters`. Other names are `layers[0].times` and `layers[0].growth.filters`.
 */
export function parseRepeat(
  json: Record<string, unknown>,
  place: Place,
  reading: Reading,
): Repeat | Literal {
  const path = [...place.path, '$repeat']
  for (const key of Object.keys(json)) {
    if (key !== '$repeat') reading.fault([...place.path, key], 'unknown key beside $repeat')
  }
  const body = json.$repeat
  if (!isObject(body)) {
    reading.fault(path, `${shown(body)} is not accepted; write {"times": …, "layer": {…}}`)
    return reading.placeholder(place)
  }
  for (const key of Object.keys(body)) {
    if (!keys.includes(key)) {
      reading.fault(
        [...path, key],
        withHint(`unknown key; accepted: ${keys.join(', ')}`, key, keys),
      )
    }
  }
  const { each = false } = body
  if (typeof each !== 'boolean') {
    reading.fault([...path, 'each'], `${shown(each)} is not true or false`)
  }
  const times = readTimes(
    body.times,
    { ...place, path: [...path, 'times'], isElement: false },
    reading,
  )
  const layers = readLayers(body, { place, path, each, times }, reading)
  const grown = readGrowth(body.growth, { place, path, layers, most: times?.most ?? 1 }, reading)
  if (times === null || layers.length === 0) return reading.placeholder(place)
  return { kind: 'repeat', times: times.template, layers: grown, pointer: toPointer(place.path) }
}

interface Times {
  template: Repeat['times']
  most: number
}

/** Reads the number of repetitions and its maximum; returns null after a fault. */
function readTimes(json: unknown, place: Place, reading: Reading): Times | null {
  const accepted = `an integer from 0 to ${maxTimes}, or an $int or $choice hole of such integers`
  if (json === undefined) {
    reading.fault(place.path, `missing; ${accepted} is needed`)
    return null
  }
  const template = reading.template(json, { ...place, name: `${place.name}.times` })
  if (isTimesTemplate(template)) {
    const values = findExtremes(template)
    if (values?.every((value) => Number.isInteger(value) && value >= 0 && value <= maxTimes)) {
      return { template, most: Math.max(...values) }
    }
  }
  if (!reading.isPlaceholder(template)) {
    reading.fault(place.path, `${shown(json)} is not ${accepted}`)
  }
  return null
}

function isTimesTemplate(template: Template): template is Literal | NumberHole | ChoiceHole {
  if (template.kind === 'number') return template.parameter.domain.type === 'int'
  if (template.kind === 'choice') return template.options.every(({ kind }) => kind === 'literal')
  return template.kind === 'literal'
}

interface LayerPlace {
  place: Place
  path: Path
  each: unknown
  times: Times | null
}

function readLayers(
  { layer, layers }: Record<string, unknown>,
  { place, path, each, times }: LayerPlace,
  reading: Reading,
): Template[] {
  if (layer === undefined && layers === undefined) {
    reading.fault([...path, 'layer'], 'missing; the element to repeat is needed, or "layers"')
    return []
  }
  if (layer !== undefined && layers !== undefined) {
    reading.fault([...path, 'layers'], 'give "layer" or "layers", not both')
  }
  if (layers !== undefined && (!Array.isArray(layers) || layers.length === 0)) {
    reading.fault([...path, 'layers'], `${shown(layers)} is not a list of the elements to repeat`)
    return []
  }
  const template: Times['template'] = times?.template ?? reading.placeholder(place)
  const read = (index: number | null): Template => {
    const name = index === null ? place.name : branchName(place.name, index)
    const inside = { ...place, path, name, repeat: { times: template, index } }
    if (!Array.isArray(layers)) {
      return reading.template(layer, { ...inside, path: [...path, 'layer'], isElement: true })
    }
    const list = memberPlace(inside, 'layers')
    const items = layers.map((item, i) => reading.template(item, memberPlace(list, i)))
    return { kind: 'block', items, pointer: toPointer(list.path) }
  }
  if (each !== true) return [read(null)]
  return Array.from({ length: Math.max(1, times?.most ?? 1) }, (_, index) => read(index))
}

interface GrowthPlace {
  place: Place
  path: Path
  layers: Template[]
  most: number
}

/** Wraps each growing option of the layers. */
function readGrowth(
  json: unknown,
  { place, path, layers, most }: GrowthPlace,
  reading: Reading,
): Template[] {
  if (json === undefined) return layers
  const growthPath = [...path, 'growth']
  const isFaulty = (layer: Template): boolean =>
    layer.kind === 'block' ? layer.items.some(isFaulty) : reading.isPlaceholder(layer)
  if (!isObject(json)) {
    reading.fault(growthPath, `${shown(json)} is not accepted; write {"option": factor}`)
    return layers
  }
  return Object.entries(json).reduce((grown, [option, factorJson]) => {
    const optionPath = [...growthPath, option]
    const growthPlace = { ...place, path: growthPath, name: `${place.name}.growth` }
    const factor = reading.template(factorJson, memberPlace(growthPlace, option))
    const factors = findExtremes(factor)
    if (!factors?.every((value) => value > 0)) {
      const accepted = 'a number above 0, or a hole of such numbers'
      if (!reading.isPlaceholder(factor)) {
        reading.fault(optionPath, `${shown(factorJson)} is not ${accepted}`)
      }
      return grown
    }
    const fault = (detail: string) => reading.fault(optionPath, detail)
    const largest = Math.max(...factors) ** Math.max(0, most - 1)
    let isFound = false
    const wrapped = grown.map((layer) =>
      wrapOption(layer, option, (base) => {
        isFound = true
        if (reading.isPlaceholder(base)) return base
        const bases = findExtremes(base)
        if (base.kind === 'derived') fault(`"${option}" is an $expr; use "index" in it instead`)
        else if (bases === null) fault(`"${option}" of the layer is not a number`)
        else if (!(Math.max(...bases.map(Math.abs)) * largest <= Number.MAX_SAFE_INTEGER)) {
          fault(`"${option}" grows beyond 2^53 in ${most} repetitions`)
        }
        return { kind: 'grown', base, factor, rounds: isInteger(base), pointer: base.pointer }
      }),
    )
    if (!isFound && !grown.some(isFaulty)) fault(`the layer has no option "${option}"`)
    return wrapped
  }, layers)
}

/** Replaces one option of a layer, in each layer that has it if it is a block or a choice of layers. */
function wrapOption(layer: Template, option: string, wrap: (base: Template) => Template): Template {
  if (layer.kind === 'object') {
    const entries = layer.entries.map(
      ([key, value]) => [key, key === option ? wrap(value) : value] as const,
    )
    return { ...layer, entries }
  }
  if (layer.kind === 'block') {
    return { ...layer, items: layer.items.map((each) => wrapOption(each, option, wrap)) }
  }
  if (layer.kind !== 'choice') return layer
  return { ...layer, options: layer.options.map((each) => wrapOption(each, option, wrap)) }
}

/** Returns the smallest and largest value of a number, numeric hole or choice of numbers; null for others. */
function findExtremes(template: Template): number[] | null {
  if (template.kind === 'literal') {
    return typeof template.value === 'number' ? [template.value] : null
  }
  if (template.kind === 'number') {
    return [template.parameter.domain.low, template.parameter.domain.high]
  }
  if (template.kind !== 'choice') return null
  const values = template.options.map((option) => option.kind === 'literal' && option.value)
  return values.every((value) => typeof value === 'number') ? values : null
}

function isInteger(template: Template): boolean {
  if (template.kind === 'number') return template.parameter.domain.type === 'int'
  return findExtremes(template)?.every(Number.isInteger) ?? false
}
