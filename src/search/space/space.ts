/**
 * A search space: a trial's specification with holes in it. The template decides which
 * parameters are active; conditions give the same information as a flat list for algorithms.
 */
import { z } from 'zod'
import type { ChoiceDomain, Domain, FloatDomain, IntDomain } from './domain.ts'
import { type Params, ParamValue } from './params.ts'

export interface SearchSpace {
  parameters: readonly Parameter[] // in the order of their first hole
  template: ObjectTemplate
  constraints: readonly Constraint[] // clauses and forbidden combinations
}

export interface Parameter<D extends Domain = Domain> {
  name: string
  domain: D
  conditions: readonly Condition[] // active when any holds; empty: always active
  pointer: string // of its first hole, into the space
}

/** An inactive parameter does not meet any requirement. */
export const Requirement = z.union([
  z.strictObject({ parameter: z.string(), equals: ParamValue }),
  z.strictObject({ parameter: z.string(), above: z.number() }),
])
export type Requirement = z.infer<typeof Requirement>

/** Requirements that must all hold, from the outermost choice inwards. */
export type Condition = readonly Requirement[]

/** A constraint that every suggestion must satisfy. */
export interface Constraint {
  clause: string // as the user wrote it
  pointer: string // into the posted body
  parameters: ReadonlySet<string> // names of all parameters that it depends on
  holds(params: Params): boolean // some of the parameters may be absent
}

/**
 * A node of the template; pointers lead into the posted space. A repeat or a block stands for any number of elements of
 * an array: it is an element, or an option of a choice that is one.
 */
export type Template =
  | (Literal | ArrayTemplate | ObjectTemplate | NumberHole | ChoiceHole)
  | (Grown | Derived | Repeat | Block)

export interface Literal {
  kind: 'literal'
  value: ParamValue
  pointer: string
}

export interface ArrayTemplate {
  kind: 'array'
  items: readonly Template[]
  pointer: string
}

/** Several elements of an array, in the place of one. */
export interface Block {
  kind: 'block'
  items: readonly Template[]
  pointer: string
}

export interface ObjectTemplate {
  kind: 'object'
  entries: readonly (readonly [key: string, value: Template])[]
  pointer: string
}

export interface NumberHole {
  kind: 'number'
  parameter: Parameter<FloatDomain | IntDomain>
  pointer: string
}

export interface ChoiceHole {
  kind: 'choice'
  parameter: Parameter<ChoiceDomain>
  options: readonly Template[] // parallel to the domain's options
  pointer: string
}

/** Stands for `times` elements of its array. */
export interface Repeat {
  kind: 'repeat'
  times: Literal | NumberHole | ChoiceHole
  layers: readonly Template[] // one for all repetitions, or with `each` one per possible repetition
  pointer: string
}

/** base · factor^repetition of the innermost repeat; the factor matters from the second on. */
export interface Grown {
  kind: 'grown'
  base: Template
  factor: Template
  rounds: boolean // integers stay integers
  pointer: string
}

/** A value computed from parameters (`$expr`); it is not a parameter itself. */
export interface Derived {
  kind: 'derived'
  expression: string // as the user wrote it
  /** Undefined when a parameter has no value. */
  valueOf(params: Params, repetition: number): ParamValue | undefined
  pointer: string
}

/** Returns the layer of a repetition, from 0. */
export function layerAt(repeat: Repeat, repetition: number): Template {
  const layer = repeat.layers.length === 1 ? repeat.layers[0] : repeat.layers[repetition]
  if (layer === undefined)
    throw new Error(`The repeat at ${repeat.pointer} has no repetition ${repetition}`)
  return layer
}

/** Whether params meet a requirement; those of an inactive parameter are not met. */
export function meets(params: Params, requirement: Requirement): boolean {
  const { parameter } = requirement
  if (!Object.hasOwn(params, parameter)) return false
  const value = params[parameter]
  return 'equals' in requirement ? value === requirement.equals : Number(value) > requirement.above
}

/** Returns the smallest and largest possible number of repetitions. */
export function timesRange({ times }: Pick<Repeat, 'times'>): { least: number; most: number } {
  if (times.kind === 'literal') return { least: Number(times.value), most: Number(times.value) }
  const { domain } = times.parameter
  const values = domain.type === 'choice' ? domain.options.map(Number) : [domain.low, domain.high]
  return { least: Math.min(...values), most: Math.max(...values) }
}
