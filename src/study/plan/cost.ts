/** What trainings cost on the machine of a plan, in seconds of one trainer. */
import type { ValidationSpec } from '../../data/split/validation.ts'
import { laneClass } from '../../engine/group/lane-count.ts'
import { defaultParams } from '../../search/defaults.ts'
import { instantiate } from '../../search/space/instantiate.ts'
import { parseSpace } from '../../search/space/parse/parse-space.ts'
import { checkTrialSpec } from '../check/check-trial-spec.ts'
import { estimateWork, shownSeconds } from '../training-time.ts'
import type { Facts } from './facts.ts'
import type { Json } from './rule.ts'
import { type Basis, estimateTime } from './speed.ts'
import { startSeconds } from './start-seconds.ts'

export interface Cost {
  epoch: number // of all folds of a trial
  start: number // once a trial: compiling, reading, saving
  basis: Basis
  factor: number // by which the true time may well be longer or shorter
  kind: 'lanes' | 'alone'
}

/** Validation and reports, as a share of the training. */
const overhead = 1.15

/**
 * Of the trial in the middle of a space: every hole at its default.
 *
 * @param space  complete, as a study has it
 * @throws Error if the space does not parse or its default cannot be trained: the rules made it
 */
export function typicalCost(space: Json, validation: ValidationSpec, facts: Facts): Cost {
  const parsed = parseSpace(space)
  if (!parsed.ok)
    throw new Error(`a planned space does not parse: ${JSON.stringify(parsed.faults)}`)
  const { spec: filled } = instantiate(parsed.space, defaultParams(parsed.space).params)
  const cost = trialCost(filled, { ...facts, validation })
  if (cost !== null) return cost
  const { faults } = checkTrialSpec(filled, facts.data)
  throw new Error(`a planned space cannot be trained: ${JSON.stringify(faults)}`)
}

/**
 * Of one trial.
 *
 * @param filled  the space with every hole filled in
 * @returns null if it cannot be trained
 */
export function trialCost(
  filled: unknown,
  { data, validation, machine }: Pick<Facts, 'data' | 'machine'> & { validation: ValidationSpec },
): Cost | null {
  const { spec } = checkTrialSpec(filled, data)
  const work = estimateWork(filled, data, { validation, epochs: 1 })
  if (spec === null || work === null) return null
  const kind = laneClass(spec, 1) === 'f' ? 'alone' : 'lanes'
  const { seconds, factor, basis } = estimateTime(machine[kind], work)
  return { epoch: overhead * seconds, start: startSeconds[kind], factor, basis, kind }
}

const sources = {
  measured: 'as measured here',
  scaled: 'scaled from other networks measured here',
  assumed: 'as assumed: this server has measured no such trials yet',
} satisfies Record<Basis, string>

/** @returns a time of trainings of this cost, how sure it is, and what it rests on, in a text */
export function shownTime(seconds: number, { factor, basis }: Cost): string {
  const [low, high] = [seconds / factor, seconds * factor].map(shownSeconds)
  return `about ${shownSeconds(seconds)} s (${low} to ${high} s) ${sources[basis]}`
}

/** Share of the seconds that finalists and refit have at most; the search has the rest. */
export const afterShare = 0.4

/**
 * Compiling the graph of a new shape takes as long as training a small network for dozens of epochs. Below this time, a
 * search over a table would compile for most of it if the trials had all the shapes that a longer one tries.
 */
export const shortSeconds = 400

/** @returns whether a search has so little time that its trials should share few shapes */
export function isShort(facts: Facts): boolean {
  return facts.kind !== 'image' && trainerSeconds(facts) < shortSeconds
}

/** Seconds of all trainers in the search. */
export function trainerSeconds({ seconds, machine }: Facts): number {
  return seconds * (1 - afterShare) * machine.trainers
}
