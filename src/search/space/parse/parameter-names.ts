/** The other ways to write the name of a parameter. */
import type { SearchSpace } from '../space.ts'

/**
 * A path may begin with a key in brackets, as it may go on: `["model.lr"]` is `model.lr`. A name that is known as it is
 * stays as it is.
 *
 * @param isKnown  whether the space has a parameter of this name
 */
export function ownName(name: string, isKnown: (name: string) => boolean): string {
  if (isKnown(name)) return name
  const [whole, key] = /^\[("(?:[^"\\]|\\.)*")\]/.exec(name) ?? []
  if (whole === undefined || key === undefined) return name
  try {
    const own = JSON.parse(key) + name.slice(whole.length)
    return isKnown(own) ? own : name
  } catch {
    return name // an escape that JSON does not know: no key of a space
  }
}

/** Values by the names that the space has for them; what it does not know stays as it was written. */
export function withOwnNames<Value>(
  { parameters }: Pick<SearchSpace, 'parameters'>,
  given: Readonly<Record<string, Value>>,
): Record<string, Value> {
  const names = new Set(parameters.map(({ name }) => name))
  const renamed = Object.entries(given).map(([name, value]) => {
    const own = ownName(name, (one) => names.has(one))
    return [Object.hasOwn(given, own) ? name : own, value] as const
  })
  return Object.fromEntries(renamed)
}
