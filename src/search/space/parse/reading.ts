/** What the parts of the parser share: where they are, and what they may ask of the whole. */
import type { Domain } from '../domain.ts'
import type { Literal, Parameter, Template } from '../space.ts'

export type Path = readonly (string | number)[]

export const maxNameLength = 200

export interface Place {
  path: Path // in the JSON
  name: string // of a hole that stands here
}

export interface Reading {
  fault(path: Path, detail: string): void
  template(json: unknown, place: Place): Template
  /** Stands for what was found faulty, so that the reader can go on and find more. */
  placeholder(place: Place): Literal
  isPlaceholder(template: Template): boolean
  /** The parameter of a hole: a new one, or the one that shares its name and domain. */
  declare<D extends Domain>(hole: { domain: D; name: string | null; place: Place }): Parameter<D>
}

/** The place of a member that is no notation of ours: `optimizer.momentum`, `layers[0]`. */
export function memberPlace(place: Place, key: string | number): Place {
  return { ...place, path: [...place.path, key], name: `${place.name}${segment(key, place.name)}` }
}

/** The name of what is inside an option of a choice, or a repetition: `optimizer[adam]`. */
export function branchName(name: string, label: unknown): string {
  const isWord = typeof label === 'string' && /^[A-Za-z_][\w-]*$/.test(label)
  return `${name}[${isWord ? label : JSON.stringify(label)}]`
}

export function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** A value in a fault's detail, cut to a readable length. */
export function shown(value: unknown): string {
  if (typeof value === 'number') return String(value) // NaN and Infinity have no JSON
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** Whether a text may be the whole name of a parameter. */
export function isName(text: string): boolean {
  return (
    text.length <= maxNameLength &&
    /^[^\p{C}\s](?:[^\p{C}]*[^\p{C}\s])?$/u.test(text) &&
    text !== '__proto__'
  )
}

/**
 * A key of the space itself is the user's own name, whatever is in it: `model.lr`. Further down, keys that are no words
 * are quoted: `model["batch size"]`. Two places of one name are a fault of the space.
 */
function segment(key: string | number, parent: string): string {
  if (typeof key === 'number') return `[${key}]`
  const isWhole = parent === ''
  if (isWhole ? !isName(key) : !/^[A-Za-z_][\w-]*$/.test(key)) return `[${JSON.stringify(key)}]`
  return isWhole ? key : `.${key}`
}
