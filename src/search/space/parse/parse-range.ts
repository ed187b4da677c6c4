/** Reads the body of `$float` and `$int`. */
import { withHint } from '../../../nearby.ts'
import {
  type FloatDomain,
  type IntDomain,
  type NormalPrior,
  type SteppedRange,
  stepCount,
  stepValue,
} from '../domain.ts'
import { isObject, type Path, type Reading, shown } from './reading.ts'

const maxPoints = 10_000
const keys = ['low', 'high', 'log', 'step', 'points', 'prior', 'default']

export function parseFloatRange(
  body: unknown,
  path: Path,
  fault: Reading['fault'],
): FloatDomain | null {
  const range = readRange(body, path, fault, floats)
  return range === null ? null : { type: 'float', ...range }
}

export function parseIntRange(
  body: unknown,
  path: Path,
  fault: Reading['fault'],
): IntDomain | null {
  const range = readRange(body, path, fault, integers)
  return range === null ? null : { type: 'int', ...range, step: range.step ?? 1 }
}

interface NumberKind {
  accepts(value: number): boolean
  accepted: string
  widest: number // maximum width of a range
  hasLogSteps: boolean
}

const floats: NumberKind = {
  accepts: Number.isFinite,
  accepted: 'a finite number',
  widest: Number.MAX_VALUE,
  hasLogSteps: false,
}

const integers: NumberKind = {
  accepts: Number.isSafeInteger,
  accepted: 'an integer',
  widest: Number.MAX_SAFE_INTEGER - 1,
  hasLogSteps: true,
}

/** Continues after a fault, to report all of them; returns null when there was one. */
function readRange(body: unknown, path: Path, report: Reading['fault'], kind: NumberKind) {
  let isFaulty = false
  const fault = (key: string, detail: string) => {
    isFaulty = true
    report([...path, key], detail)
  }
  if (!isObject(body)) {
    report(path, `${shown(body)} is not accepted; write {"low": …, "high": …}`)
    return null
  }
  for (const key of Object.keys(body)) {
    if (keys.includes(key)) continue
    fault(key, withHint(`unknown key; accepted: ${keys.join(', ')}`, key, keys))
  }
  const number = (key: string): number | null => {
    const value = body[key]
    if (typeof value === 'number' && kind.accepts(value)) return value === 0 ? 0 : value // no -0
    if (value === undefined) fault(key, `missing; ${kind.accepted} is needed`)
    else fault(key, `${shown(value)} is not ${kind.accepted}`)
    return null
  }
  const low = number('low')
  const high = number('high')
  const step = body.step === undefined ? null : number('step')
  const { log = false, points = null } = body
  if (typeof log !== 'boolean') fault('log', `${shown(log)} is not true or false`)
  if (points !== null && !isPoints(points)) {
    fault('points', `${shown(points)} is not an integer from 2 to ${maxPoints}`)
  }
  if (points !== null && step !== null) fault('points', 'give "step" or "points", not both')
  if (low !== null && high !== null && low > high) {
    fault('low', `low ${low} is above high ${high}`)
  }
  if (low !== null && low <= 0 && log === true) {
    fault('low', `low ${low} is not above 0, which "log" requires`)
  }
  if (step !== null && log === true && !kind.hasLogSteps) {
    fault('step', '"step" with "log" is not accepted; use "points" for a grid')
  }
  if (step !== null && step <= 0) fault('step', `step ${step} is not above 0`)
  const prior = body.prior === undefined ? null : readPrior(body.prior, { low, high }, fault)
  if (isFaulty || low === null || high === null) return null
  if (high - low > kind.widest) {
    fault('high', `the range from ${low} to ${high} is too wide`)
  } else if (step !== null && !hasFiniteEdges({ low, high, step })) {
    fault('step', `the range from ${low} to ${high} is too wide for steps of ${step}`)
  } else if (step !== null && isTooFine({ low, high, step })) {
    fault('step', `step ${step} is too small for the range from ${low} to ${high}`)
  }
  if (isFaulty || typeof log !== 'boolean' || (points !== null && !isPoints(points))) return null
  return { low, high, log, step, points, ...(prior === null ? {} : { prior }) }
}

/** Returns null after a fault, here or in a bound. */
function readPrior(
  json: unknown,
  { low, high }: { low: number | null; high: number | null },
  fault: (key: string, detail: string) => void,
): NormalPrior | null {
  if (!isObject(json)) {
    fault('prior', `${shown(json)} is not accepted; write {"mean": …, "sd": …}`)
    return null
  }
  const { mean, sd, ...others } = json
  for (const key of Object.keys(others))
    fault('prior', `unknown key ${shown(key)}; accepted: mean, sd`)
  if (typeof sd !== 'number' || !Number.isFinite(sd) || sd <= 0) {
    fault('prior', `sd ${shown(sd)} is not a number above 0`)
    return null
  }
  if (low === null || high === null || low > high) return null
  if (typeof mean !== 'number' || !(mean >= low && mean <= high)) {
    fault('prior', `mean ${shown(mean)} is not a number from ${low} to ${high}`)
    return null
  }
  return { mean, sd }
}

function isPoints(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 2 && value <= maxPoints
}

/** Half a step beyond each end must be a finite number, because samplers give each value a cell around it. */
function hasFiniteEdges({ low, high, step }: SteppedRange): boolean {
  return [low - step / 2, high + step / 2, high - low + step].every(Number.isFinite)
}

/** Neighbouring values must be different numbers at both ends of the range. */
function isTooFine(range: SteppedRange): boolean {
  const count = stepCount(range)
  if (count < 2) return false
  return (
    !Number.isSafeInteger(count) ||
    stepValue(range, 1) === stepValue(range, 0) ||
    stepValue(range, count - 1) === stepValue(range, count - 2)
  )
}
