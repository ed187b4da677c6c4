/** Translates the trials of another study into a study's own space, matching parameters by name and kind. */
import { z } from 'zod'
import { rngFor } from './rng.ts'
import { assign } from './space/assign.ts'
import { contains, type Domain, drawFrom, exactly } from './space/domain.ts'
import type { Params } from './space/params.ts'
import { violated } from './space/restricted-space.ts'
import type { Parameter, SearchSpace } from './space/space.ts'

const maxTries = 20 // draws of unmatched parameters, until the constraints hold
const drawStream = 2 // random number stream, separate from that of suggestions

export const Matching = z.strictObject({
  matched: z.array(z.string()).describe('parameters with its name and kind of domain'),
  unmatched: z.array(z.strictObject({ name: z.string(), detail: z.string() })),
})
export type Matching = z.infer<typeof Matching>

/** Matches parameters by name and kind of domain. Ranges and options may differ as long as they overlap. */
export function matchParameters(ours: SearchSpace, theirs: SearchSpace): Matching {
  const others = new Map(theirs.parameters.map(({ name, domain }) => [name, domain]))
  const own = new Set(ours.parameters.map(({ name }) => name))
  const matched: string[] = []
  const unmatched: Matching['unmatched'] = []
  for (const { name, domain } of ours.parameters) {
    const detail = whyUnmatched(domain, others.get(name))
    if (detail === null) matched.push(name)
    else unmatched.push({ name, detail })
  }
  for (const { name } of theirs.parameters) {
    if (!own.has(name)) unmatched.push({ name, detail: 'only in the other study' })
  }
  return { matched, unmatched }
}

export interface Finished {
  params: Params
  values: readonly number[]
}

/**
 * Translates trials into this study's space. A parameter that the other study does not have is drawn at random, so that
 * the sampler learns nothing about it. A trial outside of a domain or that violates a constraint is skipped.
 */
export function takeOver(
  space: SearchSpace,
  { matched }: Pick<Matching, 'matched'>,
  finished: readonly Finished[],
  seed: number,
): Finished[] {
  const known = new Set(matched)
  return finished.flatMap(({ params, values }, index) => {
    const given = Object.entries(params).filter(([name]) => known.has(name))
    const rng = rngFor(seed, index, drawStream)
    for (let tries = 0; tries < maxTries; tries++) {
      const own = inOurTerms(space, new Map(given), ({ domain }) => drawFrom(domain, rng))
      if (own === null) return []
      if (violated(space, own) === null) return { params: own, values }
    }
    return []
  })
}

/** Returns null when a value is outside of its domain. */
function inOurTerms(
  space: SearchSpace,
  given: ReadonlyMap<string, Params[string]>,
  draw: (parameter: Parameter) => Params[string],
): Params | null {
  let isInside = true
  const params = assign(space, (parameter) => {
    const value = given.get(parameter.name)
    if (value === undefined) return draw(parameter)
    if (contains(parameter.domain, value)) return exactly(parameter.domain, value)
    isInside = false
    return undefined
  })
  return isInside ? params : null
}

/** Returns why two domains do not match; null when they have values in common. */
function whyUnmatched(domain: Domain, other: Domain | undefined): string | null {
  if (other === undefined) return 'not in the other study'
  if (domain.type === 'choice' && other.type === 'choice') {
    const isCommon = domain.options.some((option) => other.options.includes(option))
    return isCommon ? null : 'no option in common'
  }
  if (domain.type === 'choice' || other.type === 'choice' || domain.type !== other.type) {
    return `${domainKind(domain)} here, ${domainKind(other)} there`
  }
  const isCommon = domain.low <= other.high && other.low <= domain.high
  if (isCommon) return null
  return `from ${domain.low} to ${domain.high} here, from ${other.low} to ${other.high} there`
}

function domainKind({ type }: Domain): string {
  return type === 'choice' ? 'a choice' : type === 'int' ? 'an integer' : 'a float'
}
