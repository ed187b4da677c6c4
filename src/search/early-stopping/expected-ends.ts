/**
 * What pruned trials would probably have come to. An early report is no final value: every trial is bad at its first
 * rung. So a pruned trial takes the place that it had among the complete trials at its last step: their values at that
 * step are mapped to the values that they ended with, by quantile (linear between them). It was pruned for being no
 * better than most, so it is never taken to be better than their median.
 *
 * Successive halving rests on the same assumption, that ranks at a rung tell of ranks at the end.
 *
 * @see Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS
 */
import type { Direction } from '../compare/direction.ts'
import { toLosses } from '../compare/pareto.ts'
import type { Trial } from '../trial.ts'

/** Best losses so far of complete trials at a step, and those that they ended with; ascending, of equal length. */
interface Places {
  early: number[]
  final: number[]
}

/** @returns the expected loss of each pruned trial with a finite report, where a complete trial has reports up to its step */
export function expectedEnds(
  history: readonly Trial[],
  direction: Direction,
): ReadonlyMap<Trial, number> {
  const complete = history.flatMap((trial) => {
    if (trial.state !== 'complete' || trial.reports.size === 0) return []
    const [final = Number.NaN] = toLosses([trial.values?.[0] ?? Number.NaN], [direction])
    return Number.isFinite(final) ? { trial, final } : []
  })
  const places = new Map<number, Places>()
  const ends = new Map<Trial, number>()
  for (const trial of history) {
    if (trial.state !== 'pruned' || trial.reports.size === 0) continue
    const step = Math.max(...trial.reports.keys())
    const loss = bestLossBy(trial, step, direction)
    let known = places.get(step)
    if (known === undefined) {
      known = placesAt(complete, step, direction)
      places.set(step, known)
    }
    const { length } = known.final
    if (length === 0 || !Number.isFinite(loss)) continue
    const median = known.final[Math.floor(length / 2)] as number
    ends.set(trial, Math.max(median, endOf(loss, known)))
  }
  return ends
}

function placesAt(
  complete: readonly { trial: Trial; final: number }[],
  step: number,
  direction: Direction,
): Places {
  const known = complete
    .map(({ trial, final }) => ({ early: bestLossBy(trial, step, direction), final }))
    .filter(({ early }) => Number.isFinite(early))
  const ascending = (a: number, b: number) => a - b
  return {
    early: known.map(({ early }) => early).sort(ascending),
    final: known.map(({ final }) => final).sort(ascending),
  }
}

/** Lowest loss up to a step; Infinity without a report. */
function bestLossBy({ reports }: Trial, step: number, direction: Direction): number {
  let best = Number.POSITIVE_INFINITY
  for (const [at, value] of reports) {
    if (at <= step) best = Math.min(best, toLosses([value], [direction])[0] as number)
  }
  return best
}

/** Beyond the worst complete trial, the distance to it is kept. */
function endOf(loss: number, { early, final }: Places): number {
  const above = early.findIndex((one) => one >= loss)
  if (above === 0) return final[0] as number
  if (above < 0) return (final.at(-1) as number) + (loss - (early.at(-1) as number))
  const [low, high] = [early[above - 1] as number, early[above] as number]
  const share = (loss - low) / (high - low)
  return (final[above - 1] as number) * (1 - share) + (final[above] as number) * share
}
