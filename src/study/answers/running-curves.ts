/** Learning curves of running trials, as the event stream sends them. */
import type { KnownEpochs, RunningEpochs } from '../../db/tables/metrics/running-epochs.ts'
import { rounded } from '../../search/math/rounded.ts'

export interface RunningCurve {
  number: number
  copyOf: number | null
  fencing: number
  planned: number | null // epochs
  steps: number[] // ascending
  values: (number | null)[] // of the first objective
}

/** Points that are kept of a curve: enough to draw it small. */
export const curvePoints = 60

/** Points of one event, over all its trials: about 100 kB. */
const eventPoints = 6_000

/**
 * Adds new epochs to the known curves; trials that run no longer are forgotten.
 *
 * @param known  by number; changed
 * @param rows   all running trials
 * @returns      the trials with new epochs, with these alone
 */
export function addEpochs(
  known: Map<number, RunningCurve>,
  rows: readonly RunningEpochs[],
): RunningCurve[] {
  const running = new Set(rows.map(({ number }) => number))
  for (const number of known.keys()) if (!running.has(number)) known.delete(number)
  return rows.flatMap(({ steps, values, ...trial }) => {
    const before = known.get(trial.number)
    const fresh = { ...trial, steps: steps ?? [], values: values ?? [] }
    const first = fresh.steps[0] ?? Number.POSITIVE_INFINITY
    // a trial that was claimed again may repeat epochs: the newer ones count
    const kept = before?.steps.filter((step) => step < first) ?? []
    const whole = {
      ...fresh,
      steps: [...kept, ...fresh.steps],
      values: [...(before?.values.slice(0, kept.length) ?? []), ...fresh.values],
    }
    known.set(trial.number, thin(whole, 2 * curvePoints, curvePoints))
    return fresh.steps.length > 0 ? [fresh] : []
  })
}

/** How far the curves are known, for the next read. */
export function knownEpochs(known: ReadonlyMap<number, RunningCurve>): KnownEpochs[] {
  return [...known.values()].map(({ number, fencing, steps }) => ({
    number,
    fencing,
    step: steps.at(-1) ?? 0,
  }))
}

/** Data of an event: the newest step of each trial, and points of its curve. */
export function presentCurves(curves: readonly RunningCurve[]): { trials: object[] } {
  const shown = curves.filter(({ steps }) => steps.length > 0)
  const most = Math.max(2, Math.min(curvePoints, Math.floor(eventPoints / shown.length)))
  return {
    trials: shown.map((curve) => {
      const { number, copyOf, planned, steps, values } = thin(curve, most, most)
      const short = values.map((value) => (value === null ? null : rounded(value)))
      const newest = { step: steps.at(-1), value: short.at(-1) }
      return {
        number,
        ...(copyOf === null ? {} : { copyOf }),
        planned,
        ...newest,
        steps,
        values: short,
      }
    }),
  }
}

/** Evenly spaced points, with the newest, of a curve of more than `limit` points. */
function thin(curve: RunningCurve, limit: number, points: number): RunningCurve {
  const { length } = curve.steps
  if (length <= limit) return curve
  const stride = Math.ceil(length / points)
  const isKept = (_: unknown, i: number) => (length - 1 - i) % stride === 0
  return { ...curve, steps: curve.steps.filter(isKept), values: curve.values.filter(isKept) }
}
