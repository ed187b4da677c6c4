/** What several trials have in common and what not: parameters, and any other part of their specifications. */

export interface Comparison {
  name: string // a parameter, or a path such as `layers[1].units`
  values: unknown[] // of each trial; undefined where it has none
  isSame: boolean
}

/** By name, in the order in which the names first occur. */
export function compareParams(all: readonly Readonly<Record<string, unknown>>[]): Comparison[] {
  const names = new Set(all.flatMap((params) => Object.keys(params)))
  return [...names].map((name) => {
    const values = all.map((params) => params[name])
    return { name, values, isSame: areSame(values) }
  })
}

/** Every leaf of the specifications by its path. */
export function compareSpecs(specs: readonly unknown[]): Comparison[] {
  return compareParams(specs.map((spec) => Object.fromEntries(leavesOf(spec, ''))))
}

function leavesOf(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  const isList = Array.isArray(value)
  const entries = isList ? [...value.entries()] : Object.entries(value)
  if (entries.length === 0) return [[path, value]]
  // a list of numbers, such as a kernel's size, reads best as one value
  if (isList && value.every((one) => typeof one !== 'object')) return [[path, value]]
  return entries.flatMap(([key, inner]) =>
    leavesOf(inner, isList ? `${path}[${key}]` : path === '' ? String(key) : `${path}.${key}`),
  )
}

function areSame(values: readonly unknown[]): boolean {
  return new Set(values.map((value) => JSON.stringify(value) ?? 'undefined')).size === 1
}

export const mostTrials = 8 // as many as there are colours

/** Numbers of trials from an address: `1,2,5`. What is no number is left out, and what comes twice. */
export function trialNumbers(texts: readonly string[]): number[] {
  const numbers = texts.map(Number).filter((number) => Number.isInteger(number) && number >= 0)
  return [...new Set(numbers)].slice(0, mostTrials)
}
