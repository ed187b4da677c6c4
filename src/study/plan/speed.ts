/**
 * How long trainings take: by an assumed machine, corrected by what trials of this server took. Networks like those
 * measured count most. Others keep the assumed ratio to them: more work takes more time, on whatever was measured. Pure.
 */
import type { MeasuredWork, Work } from '../training-time.ts'

/** Seconds = perUpdate · updates + perMultiplication · multiplications + perElement · elements. */
export interface Speed {
  perUpdate: number
  perMultiplication: number
  perElement: number
}

export interface KnownSpeed {
  assumed: Speed
  measured: readonly MeasuredWork[]
}

export interface Estimate {
  seconds: number
  factor: number // the true time is likely between seconds / factor and seconds · factor
  basis: Basis
}

/** What an estimate rests on: networks like it, networks of other sizes, or nothing that was measured. */
export type Basis = 'measured' | 'scaled' | 'assumed'

const minTrials = 3
/** Networks whose work of an update differs by this factor say about 0.6 as much as equal ones. */
const likeFactor = 2
/** Weight of all trials of other networks together, where a trial of an equal one has 1. */
const unlikeWeight = 0.1
/** Deviations of the logarithm. Dense and convolutional networks of a laptop, from one set of costs, were within 40 %. */
const deviations = { measured: 0.15, scaled: 0.35, assumed: 0.7 } satisfies Record<Basis, number>

export function estimateTime({ assumed, measured }: KnownSpeed, work: Work): Estimate {
  const seconds = assumedSeconds(assumed, work)
  if (measured.length < minTrials) {
    return { seconds, factor: Math.exp(deviations.assumed), basis: 'assumed' }
  }
  const trials = measured.map((trial) => ({
    likeness: likeness(trial, work),
    ratio: Math.log(trial.seconds / assumedSeconds(assumed, trial)),
  }))
  const weighted = trials.map(({ likeness: own, ratio }) => ({
    weight: own + unlikeWeight / trials.length,
    ratio,
  }))
  const total = sum(weighted.map(({ weight }) => weight))
  const mean = sum(weighted.map(({ weight, ratio }) => weight * ratio)) / total
  const variance = sum(weighted.map(({ weight, ratio }) => weight * (ratio - mean) ** 2)) / total
  const isLike = sum(trials.map(({ likeness: own }) => own)) >= 1
  const basis = isLike ? 'measured' : 'scaled'
  return {
    seconds: seconds * Math.exp(mean),
    factor: Math.exp(Math.hypot(deviations[basis], Math.sqrt(variance))),
    basis,
  }
}

function assumedSeconds(
  { perUpdate, perMultiplication, perElement }: Speed,
  { updates, multiplications, elements }: Work,
): number {
  return perUpdate * updates + perMultiplication * multiplications + perElement * elements
}

/** From 0 to 1, by the work of one update: the number of updates says nothing about the speed. */
function likeness(a: Work, b: Work): number {
  const difference = (of: (work: Work) => number) =>
    Math.log(of(a) / a.updates / (of(b) / b.updates)) / Math.log(likeFactor)
  const distance = Math.hypot(
    difference(({ multiplications }) => multiplications),
    difference(({ elements }) => elements),
  )
  return Math.exp(-(distance ** 2) / 2)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
