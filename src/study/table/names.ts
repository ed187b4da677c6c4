/** Parameters by name, for filters and orders. */
import { withHint } from '../../nearby.ts'
import { ownName } from '../../search/space/parse/parameter-names.ts'
import type { Parameter, SearchSpace } from '../../search/space/space.ts'

export function findParameter({ parameters }: SearchSpace, name: string): Parameter | null {
  const find = (one: string) => parameters.find((parameter) => parameter.name === one)
  return find(ownName(name, (one) => find(one) !== undefined)) ?? null
}

/** Message that names the parameters of the space. */
export function unknownParameter({ parameters }: SearchSpace, name: string): string {
  const all = parameters.map((parameter) => parameter.name)
  const more = all.length > 20 ? ', …' : ''
  const known = all.length === 0 ? 'none' : `${all.slice(0, 20).join(', ')}${more}`
  return withHint(
    `the space has no parameter ${JSON.stringify(name)}; its parameters: ${known}`,
    name,
    all,
  )
}
