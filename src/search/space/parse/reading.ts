/** The state that the parts of the space parser share: the current place, faults and declared parameters. */
import type { Domain } from '../domain.ts'
import type { Derived, Literal, Parameter, Repeat, Template } from '../space.ts'

export type Path = readonly (string | number)[]

export const maxNameLength = 200

export interface Place {
  path: Path // in the JSON
  name: string // automatic name of a hole at this place
  isElement: boolean // of an array, or an option of a choice that is one: `$repeat` may stand here
  repeat: Repetition | null // the innermost repeat
}

export interface Repetition {
  times: Repeat['times']
  index: number | null // with `each`, the repetition, from 0; null: the place stands for all of them
}

export interface Reading {
  fault(path: Path, detail: string): void
  template(json: unknown, place: Place): Template
  /** Returns a placeholder for a faulty part, so that the parser can continue and find more faults. */
  placeholder(place: Place): Literal
  isPlaceholder(template: Template): boolean
  /** Returns the parameter of a hole: a new one, or the existing one with the same name and domain. */
  declare<D extends Domain>(hole: { domain: D; name: string | null; place: Place }): Parameter<D>
  /** Takes an expression, to be parsed when all names are known. */
  derive(expression: { text: string; name: string | null; place: Place }): Derived
}

/** Returns the place of an ordinary member: `optimizer.momentum`, `layers[0]`. */
export function memberPlace(place: Place, key: string | number): Place {
  return {
    ...place,
    path: [...place.path, key],
    name: `${place.name}${segment(key, place.name)}`,
    isElement: typeof key === 'number',
  }
}

/** Returns the name prefix inside an option of a choice or a repetition: `optimizer[adam]`. */
export function branchName(name: string, label: unknown): string {
  const isWord = typeof label === 'string' && /^[A-Za-z_][\w-]*$/.test(label)
  return `${name}[${isWord ? label : JSON.stringify(label)}]`
}

export function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** Formats a value for a fault's detail, cut to a readable length. */
export function shown(value: unknown): string {
  if (typeof value === 'number') return String(value) // JSON cannot represent NaN and Infinity
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** Whether a string is a valid name of a parameter. */
export function isName(text: string): boolean {
  return (
    text.length <= maxNameLength &&
    /^[^\p{C}\s](?:[^\p{C}]*[^\p{C}\s])?$/u.test(text) &&
    text !== '__proto__'
  )
}

/**
 * A top-level key of the space is used as the name unchanged: `model.lr`. Below it, keys that are not plain words
 * are quoted: `model["batch size"]`. Two places with the same name are a fault of the space.
 */
function segment(key: string | number, parent: string): string {
  if (typeof key === 'number') return `[${key}]`
  const isWhole = parent === ''
  if (isWhole ? !isName(key) : !/^[A-Za-z_][\w-]*$/.test(key)) return `[${JSON.stringify(key)}]`
  return isWhole ? key : `.${key}`
}
