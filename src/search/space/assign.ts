/** Walks the active holes of a space, outermost first, and assigns their values. */
import type { Params, ParamValue } from './params.ts'
import {
  type ChoiceHole,
  layerAt,
  type Parameter,
  type Repeat,
  type SearchSpace,
  type Template,
} from './space.ts'

/** Returns a value for a parameter; undefined: no value, and parameters that depend on it are skipped. */
type Choose = (parameter: Parameter) => ParamValue | undefined

/** Gets the value of each active parameter once; earlier values decide which parameters are active. */
export function assign(space: SearchSpace, choose: Choose): Params {
  const params: Record<string, ParamValue> = {}
  visit(space.template, 0)
  return params

  function valueFor(parameter: Parameter): ParamValue | undefined {
    if (Object.hasOwn(params, parameter.name)) return params[parameter.name]
    const value = choose(parameter)
    if (value !== undefined) params[parameter.name] = value
    return value
  }

  function visit(node: Template, repetition: number): void {
    if (node.kind === 'array' || node.kind === 'block') {
      for (const item of node.items) visit(item, repetition)
    } else if (node.kind === 'object')
      for (const [, value] of node.entries) visit(value, repetition)
    else if (node.kind === 'number') valueFor(node.parameter)
    else if (node.kind === 'choice') visitOption(node, repetition)
    else if (node.kind === 'grown') {
      visit(node.base, repetition)
      if (repetition > 0) visit(node.factor, 0)
    } else if (node.kind === 'repeat') {
      visit(node.times, 0)
      const times = repetitions(node, params) ?? 0
      // from the third repetition on, a shared layer has no new parameters
      const visits = node.layers.length === 1 ? Math.min(times, 2) : times
      for (let index = 0; index < visits; index++) visit(layerAt(node, index), index)
    }
  }

  function visitOption(node: ChoiceHole, repetition: number): void {
    const value = valueFor(node.parameter)
    const option = value === undefined ? undefined : chosenOption(node, value)
    if (option !== undefined) visit(option, repetition)
  }
}

/** Returns the number of repetitions; undefined when it has no value. */
export function repetitions({ times }: Pick<Repeat, 'times'>, params: Params): number | undefined {
  if (times.kind === 'literal') return Number(times.value)
  const { name } = times.parameter
  return Object.hasOwn(params, name) ? Number(params[name]) : undefined
}

/** Returns the template of the option that a value names. */
export function chosenOption(choice: ChoiceHole, value: ParamValue): Template | undefined {
  return choice.options[choice.parameter.domain.options.indexOf(value)]
}
