import { z } from 'zod'
import type { Direction } from '../compare/direction.ts'
import {
  crowdingDistances,
  dominates,
  type Losses,
  nonDominatedFronts,
  toLosses,
} from '../compare/pareto.ts'
import { type Folded, foldGenerations } from '../generations.ts'
import type { Rng } from '../rng.ts'
import { defineSampler } from '../sampler.ts'
import { assign } from '../space/assign.ts'
import { drawFrom } from '../space/domain.ts'
import type { Params, ParamValue } from '../space/params.ts'
import type { Parameter } from '../space/space.ts'
import { fromUnit, toUnit } from '../space/unit-interval.ts'
import { startUp } from '../start-up.ts'

const maxTries = 1_000

/**
 * NSGA-II: binary tournaments select parents from the non-dominated, least crowded trials. A child gets
 * each parameter by simulated binary crossover (numbers) or from one of the parents (choices), and mutates.
 * A trial that violates outcome constraints loses against one that violates them less; a failed one loses against all.
 *
 * Departs from the source: the first generation consists of Sobol points; a conditional parameter comes from
 * the parents that have it; children are drawn one by one from the last full generation.
 *
 * @see Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE TEC 6(2);
 *      Deb and Agrawal 1995 (SBX); Deb and Goyal 1996 (polynomial mutation)
 */
export const nsga2 = defineSampler({
  summary: 'A genetic algorithm for several objectives',
  suits: 'several objectives, hundreds of trials',
  source: 'Deb et al. 2002',
  phases: {
    'start-up': {},
    child: { generation: 'from 1', parents: 'numbers of two trials' },
  },
  options: z.strictObject({
    populationSize: z.int().min(2).max(1_000).default(16).describe('trials per generation'),
    crossoverRate: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .describe('share of children with two parents'),
    crossoverIndex: z
      .number()
      .min(0)
      .default(5)
      .describe('η of SBX: larger values give children closer to a parent'),
    mutationIndex: z
      .number()
      .min(0)
      .default(10)
      .describe('η of the mutation: larger values give smaller mutations'),
    mutationRate: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .default(null)
      .describe('probability for each parameter; null: one parameter per child on average'),
  }),
  usesHistory: true,
  isFinite: false,
  minObjectives: 2,
  maxObjectives: Number.POSITIVE_INFINITY,
  suggest(context, options) {
    const { space, history, directions, rng, isFeasible } = context
    const { populationSize } = options
    const { survivors, generation } = foldSurvivors(space, history, { directions, populationSize })
    if (survivors.length < 2) return startUp(context, { sampler: 'nsga2', phase: 'start-up' })
    for (let tries = 0; tries < maxTries; tries++) {
      const [mother, father] = [tournament(survivors, rng), tournament(survivors, rng)]
      const params = assign(space, breeder(mother.params, father.params, options, rng))
      if (isFeasible !== null && !isFeasible(params)) continue
      const parents = `${mother.number} ${father.number}`
      return { params, provenance: { sampler: 'nsga2', phase: 'child', generation, parents } }
    }
    return 'unsatisfiable'
  },
})

interface Individual {
  number: number
  params: Params
  losses: Losses
  violation: number // sum of the violations; Infinity for a failed trial
}

interface Survivor extends Individual {
  front: number // from 0
  crowding: number
}

interface Population extends Folded {
  generation: number
  survivors: readonly Survivor[]
}

interface Settings {
  directions: readonly Direction[]
  populationSize: number
}

const foldSurvivors = foldGenerations<Population, Individual, Settings>({
  learn: ({ number, params, state, values, violations }, { directions }) => {
    if (state !== 'complete' && state !== 'failed' && state !== 'pruned') return null
    const isMeasured = state === 'complete' && values !== null && !values.some(Number.isNaN)
    const excess = (violations ?? []).reduce((sum, value) => sum + Math.max(0, value), 0)
    return {
      number,
      params,
      losses: toLosses(values ?? [], directions),
      violation: isMeasured ? excess : Number.POSITIVE_INFINITY,
    }
  },
  isSame: (one, other) =>
    one.violation === other.violation && one.losses.every((loss, i) => loss === other.losses[i]),
  begin: () => ({ told: 0, generation: 0, survivors: [] }),
  size: (_, { populationSize }) => populationSize,
  next: ({ told, generation, survivors }, children, { populationSize }) => ({
    told: told + children.length,
    generation: generation + 1,
    survivors: selected([...survivors, ...children], populationSize),
  }),
})

/** Selects whole fronts while they fit, and the least crowded trials of the next front. */
function selected(individuals: readonly Individual[], count: number): Survivor[] {
  const survivors: Survivor[] = []
  for (const [front, members] of nonDominatedFronts(individuals, wins).entries()) {
    const ones = members.map((i) => individuals[i] as Individual)
    const crowding = crowdingDistances(ones.map(({ losses }) => losses))
    const ranked = ones.map((one, i) => ({ ...one, front, crowding: crowding[i] ?? 0 }))
    ranked.sort((a, b) => (a.crowding === b.crowding ? 0 : b.crowding - a.crowding))
    survivors.push(...ranked.slice(0, count - survivors.length))
    if (survivors.length >= count) break
  }
  return survivors
}

/** Constrained domination, §VI: less violation first. */
function wins(one: Individual, other: Individual): boolean {
  if (one.violation !== other.violation) return one.violation < other.violation
  return one.violation === Number.POSITIVE_INFINITY ? false : dominates(one.losses, other.losses)
}

function tournament(survivors: readonly Survivor[], rng: Rng): Survivor {
  const one = survivors[rng.int(survivors.length)] as Survivor
  const other = survivors[rng.int(survivors.length)] as Survivor
  if (one.front !== other.front) return one.front < other.front ? one : other
  return one.crowding >= other.crowding ? one : other
}

interface Breeding {
  crossoverRate: number
  crossoverIndex: number
  mutationIndex: number
  mutationRate: number | null
}

/** Chooses the values of one child. */
function breeder(mother: Params, father: Params, options: Breeding, rng: Rng) {
  const rate = options.mutationRate ?? 1 / Math.max(1, Object.keys(mother).length)
  const isCrossed = rng.uniform() < options.crossoverRate
  return ({ name, domain }: Parameter): ParamValue => {
    const [one, other] = [mother, isCrossed ? father : mother].map((parent) =>
      Object.hasOwn(parent, name) ? (parent[name] ?? null) : undefined,
    )
    const first = one === undefined ? other : one
    const second = other === undefined ? one : other
    if (first === undefined || second === undefined) return drawFrom(domain, rng)
    const isMutated = rng.uniform() < rate
    if (domain.type === 'choice') {
      return isMutated ? drawFrom(domain, rng) : rng.uniform() < 0.5 ? first : second
    }
    const [u, v] = [toUnit(domain, first), toUnit(domain, second)]
    const isBlended = u !== v && rng.uniform() < 0.5
    let child = isBlended ? crossed(u, v, options.crossoverIndex, rng) : rng.uniform() < 0.5 ? u : v
    // crossover may leave the unit interval, and mutation is undefined outside
    child = Math.min(1, Math.max(0, child))
    return fromUnit(domain, isMutated ? mutated(child, options.mutationIndex, rng) : child)
  }
}

/** Returns one of SBX's two children. */
function crossed(u: number, v: number, eta: number, rng: Rng): number {
  const draw = rng.uniform()
  const beta = (draw <= 0.5 ? 2 * draw : 1 / (2 - 2 * draw)) ** (1 / (eta + 1))
  const spread = (rng.uniform() < 0.5 ? -beta : beta) * Math.abs(v - u)
  return (u + v + spread) / 2
}

/** Polynomial mutation inside the unit interval. */
function mutated(u: number, eta: number, rng: Rng): number {
  const draw = rng.uniform()
  const power = 1 / (eta + 1)
  if (draw < 0.5) return u + (2 * draw + (1 - 2 * draw) * (1 - u) ** (eta + 1)) ** power - 1
  return u + 1 - (2 - 2 * draw + (2 * draw - 1) * u ** (eta + 1)) ** power
}
