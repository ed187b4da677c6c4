/** Fills the holes of a space, which gives a trial's specification. */
import { toPointer } from '../../errors.ts'
import { chosenOption, repetitions } from './assign.ts'
import type { Params, ParamValue } from './params.ts'
import {
  type ChoiceHole,
  layerAt,
  type Parameter,
  type SearchSpace,
  type Template,
} from './space.ts'

export type Json = ParamValue | Json[] | { [key: string]: Json }

/** Maps JSON pointers into a spec to pointers into the space, for every value of the spec. */
export type Sources = ReadonlyMap<string, string>

/**
 * Builds the trial's specification. Objects and arrays are copies that the caller may change.
 *
 * @throws Error when an active parameter has no value; `checkParams` detects this beforehand
 */
export function instantiate(
  space: SearchSpace,
  params: Params,
): { spec: { [key: string]: Json }; sources: Sources } {
  const sources = new Map<string, string>()
  const spec = fillObject(space.template.entries, { pointer: '', repetition: 0 })
  sources.set('', '')
  return { spec, sources }

  interface Spot {
    pointer: string // in the spec
    repetition: number // of the innermost repeat
  }

  function fill(node: Template, spot: Spot): Json {
    if (node.kind === 'choice') {
      return fill(optionOf(node), spot)
    }
    if (node.kind === 'grown') return fillGrown(node, spot)
    sources.set(spot.pointer, node.pointer)
    if (node.kind === 'literal') return node.value
    if (node.kind === 'number') return valueFor(node.parameter, params)
    if (node.kind === 'object') return fillObject(node.entries, spot)
    if (node.kind === 'derived') return node.valueOf(params, spot.repetition) ?? null
    if (node.kind !== 'array') throw new Error(`The ${node.kind} at ${node.pointer} is no element`)
    const elements = node.items.flatMap((item) => expand(item, spot.repetition))
    return elements.map(([element, repetition], index) =>
      fill(element, { pointer: `${spot.pointer}/${index}`, repetition }),
    )
  }

  function fillObject(entries: readonly (readonly [string, Template])[], spot: Spot) {
    return Object.fromEntries(
      entries.map(([key, value]) => [
        key,
        fill(value, { ...spot, pointer: spot.pointer + toPointer([key]) }),
      ]),
    )
  }

  function fillGrown({ base, factor, rounds }: Template & { kind: 'grown' }, spot: Spot): Json {
    // the factor first, so that the pointer of the base is kept
    const by = spot.repetition === 0 ? 1 : Number(fill(factor, spot))
    const grown = Number(fill(base, spot)) * by ** spot.repetition
    return rounds ? Math.round(grown) : grown
  }

  /** Lists the elements that an item stands for, with the repetition of each. */
  function expand(item: Template, repetition: number): (readonly [Template, number])[] {
    if (item.kind === 'choice') return expand(optionOf(item), repetition)
    if (item.kind === 'block') return item.items.flatMap((each) => expand(each, repetition))
    if (item.kind !== 'repeat') return [[item, repetition]]
    const times = repetitions(item, params)
    if (times === undefined) throw new Error(`The repeat at ${item.pointer} has no times`)
    const indices = Array.from({ length: times }, (_, index) => index)
    return indices.flatMap((index) => expand(layerAt(item, index), index))
  }

  function optionOf(choice: ChoiceHole): Template {
    const value = valueFor(choice.parameter, params)
    const option = chosenOption(choice, value)
    if (option === undefined) throw new Error(`${choice.parameter.name} has no option ${value}`)
    return option
  }
}

/**
 * Finds the place in the space that a pointer into the spec comes from. If the spec lacks the value, its nearest
 * ancestor is used: `/layers/2/units` may give `/layers/0/$repeat/layer/units`.
 */
export function findSource(sources: Sources, specPointer: string): string {
  let ancestor = specPointer
  while (ancestor !== '') {
    const source = sources.get(ancestor)
    if (source !== undefined) return source + specPointer.slice(ancestor.length)
    ancestor = ancestor.slice(0, ancestor.lastIndexOf('/'))
  }
  return specPointer
}

function valueFor(parameter: Parameter, params: Params): ParamValue {
  const value = Object.hasOwn(params, parameter.name) ? params[parameter.name] : undefined
  if (value === undefined) throw new Error(`No value for parameter ${parameter.name}`)
  return value
}
