/**
 * Generates a few hundred params that together reach every branch of a space, so that a caller can check the
 * specs of a space before creating trials. Params that violate constraints are left out.
 */
import { drawByWalkSat } from '../constraints/walksat.ts'
import { rngFor } from '../rng.ts'
import { assign } from './assign.ts'
import { type ChoiceDomain, stepCount, stepValue } from './domain.ts'
import type { Params, ParamValue } from './params.ts'
import { violated } from './restricted-space.ts'
import type { Condition, Parameter, SearchSpace } from './space.ts'

export interface Probe {
  params: Params
  exercises: Exercise
}

/** The purpose of a probe; a probe of a single value names its parameter and value. */
export type Exercise =
  | { kind: 'baseline' | 'lowest' | 'highest' | 'random' }
  | {
      kind: 'value'
      parameter: string
      value: ParamValue
      others: 'baseline' | 'lowest' | 'highest'
    }

const defaultLimit = 400
const randomProbes = 16
const repairSteps = 200

type Settle = (parameter: Parameter) => ParamValue

const settings = { baseline: middleValue, lowest: lowestValue, highest: highestValue }

/**
 * Yields probes without duplicates in this order: baseline (middle of ranges, first options), lowest, highest;
 * each parameter at its ends or options with the rest at baseline, parameters in turn until `limit` is
 * reached; the same with the rest lowest and highest; random draws.
 */
export function probeAssignments(
  space: SearchSpace,
  { limit = defaultLimit, seed = 0 }: { limit?: number; seed?: number } = {},
): Probe[] {
  const probes = new Map<string, Probe>()
  for (const probe of candidates(space, seed)) {
    if (probes.size >= limit) break
    if (violated(space, probe.params) !== null) continue
    const key = JSON.stringify(probe.params)
    if (!probes.has(key)) probes.set(key, probe)
  }
  return [...probes.values()]
}

function* candidates(space: SearchSpace, seed: number): Generator<Probe> {
  const kinds = ['baseline', 'lowest', 'highest'] as const
  for (const kind of kinds) yield { params: assign(space, settings[kind]), exercises: { kind } }
  for (const others of kinds) {
    for (const [parameter, value] of inTurn(space.parameters)) {
      const params = reach(space, parameter, value, settings[others])
      const exercises = { kind: 'value', parameter: parameter.name, value, others } as const
      if (params !== null) yield { params, exercises }
    }
  }
  for (let index = 0; index < randomProbes; index++) {
    const rng = rngFor(seed, index)
    const params = drawByWalkSat(space, { rng, steps: repairSteps, isFeasible: () => true })
    if (params !== null) yield { params, exercises: { kind: 'random' } }
  }
}

/** The first value of every parameter, then the second of those that have one, … */
function* inTurn(parameters: readonly Parameter[]): Generator<[Parameter, ParamValue]> {
  const values = parameters.map((parameter) => [parameter, tellingValues(parameter)] as const)
  const rounds = values.reduce((most, [, { length }]) => Math.max(most, length), 0)
  for (let round = 0; round < rounds; round++) {
    for (const [parameter, { [round]: value }] of values) {
      if (value !== undefined) yield [parameter, value]
    }
  }
}

/** Returns params in which a parameter is active with a value; null when none of its conditions can be met. */
function reach(
  space: SearchSpace,
  parameter: Parameter,
  value: ParamValue,
  others: Settle,
): Params | null {
  const ways: readonly Condition[] = parameter.conditions.length > 0 ? parameter.conditions : [[]]
  for (const way of ways) {
    const params = assign(space, (each) => {
      if (each === parameter) return value
      const required = way.filter((requirement) => requirement.parameter === each.name)
      return required.length > 0 ? (meeting(each, required) ?? others(each)) : others(each)
    })
    if (Object.hasOwn(params, parameter.name)) return params
  }
  return null
}

/** Returns the first value of a parameter that meets its requirements. */
function meeting({ domain }: Parameter, requirements: Condition): ParamValue | undefined {
  const isMet = (value: ParamValue) =>
    requirements.every((requirement) =>
      'equals' in requirement ? requirement.equals === value : Number(value) > requirement.above,
    )
  if (domain.type === 'choice') return domain.options.find(isMet)
  if (domain.step === null) return undefined // only choices and the times of a repeat can be required
  const stepped = { low: domain.low, high: domain.high, step: domain.step }
  const count = stepCount(stepped)
  for (let index = 0; index < count; index++) {
    if (isMet(stepValue(stepped, index))) return stepValue(stepped, index)
  }
  return undefined
}

/** Returns the ends of a range, or all options of a choice, numeric extremes first. */
function tellingValues(parameter: Parameter): ParamValue[] {
  const ends = [highestValue(parameter), lowestValue(parameter)]
  const { domain } = parameter
  return [...new Set(domain.type === 'choice' ? [...ends, ...domain.options] : ends)]
}

function lowestValue({ domain }: Parameter): ParamValue {
  if (domain.type !== 'choice') return domain.low
  return sortedNumbers(domain)?.[0] ?? domain.options[0] ?? null
}

function highestValue({ domain }: Parameter): ParamValue {
  if (domain.type === 'choice')
    return sortedNumbers(domain)?.at(-1) ?? domain.options.at(-1) ?? null
  const { low, high, step } = domain
  if (step === null) return high
  return stepValue({ low, high, step }, stepCount({ low, high, step }) - 1)
}

/** Returns the middle of a range (of its logarithm with `log`), or the first option. */
export function middleValue({ domain }: Parameter): ParamValue {
  if (domain.type === 'choice') return domain.options[0] ?? null
  const { low, high, log, step } = domain
  const middle = log ? Math.sqrt(low) * Math.sqrt(high) : low + (high - low) / 2
  if (step === null) return Math.min(high, Math.max(low, middle))
  return stepValue({ low, high, step }, Math.max(0, Math.floor((middle - low) / step)))
}

/** Returns the options in ascending order; null unless all are numbers. */
function sortedNumbers({ options }: ChoiceDomain): number[] | null {
  if (!options.every((option) => typeof option === 'number')) return null
  return options.toSorted((a, b) => a - b)
}
