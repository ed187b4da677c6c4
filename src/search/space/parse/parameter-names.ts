/** Resolves alternative spellings of parameter names. */
import type { SearchSpace } from '../space.ts'

/**
 * A path may begin with a key in brackets, just as it may contain them: `["model.lr"]` is `model.lr`. A known name is
 * returned unchanged.
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
    return name // an invalid JSON escape: not a key of a space
  }
}

/** Renames the keys of values to the space's parameter names; unknown names stay unchanged. */
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
