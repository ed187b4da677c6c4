/** Collects the losses of trials at each budget: at the rungs that they reached, and at their end. */
import type { Direction } from './compare/direction.ts'
import { toLosses } from './compare/pareto.ts'
import { type Rung, rungAt } from './early-stopping/rungs.ts'
import type { Trial } from './trial.ts'

export interface Fidelity {
  budget: number | null // first step of the rung; null: whole trials
  observed: readonly Observed[]
}

export interface Observed {
  trial: Trial
  loss: number // lower is better; Infinity for NaN and for a failed trial
}

/**
 * Returns the smallest budget first and whole trials last. A running trial counts at the rungs that it has passed. A
 * failed trial counts as the worst whole trial, whatever step it failed at. A cancelled trial does not count.
 */
export function fidelities(
  history: readonly Trial[],
  direction: Direction,
  { minResource, eta }: { minResource: number; eta: number },
): Fidelity[] {
  const atRung = new Map<number, Observed[]>() // by the rung's first step
  const whole: Observed[] = []
  const toLoss = (values: readonly number[]) => toLosses(values, [direction])[0] as number
  for (const trial of history) {
    const { state, values } = trial
    if (state === 'cancelled') continue
    for (const [start, value] of rungValues(trial, minResource, eta)) {
      const observed = atRung.get(start) ?? []
      atRung.set(start, observed)
      observed.push({ trial, loss: toLoss([value]) })
    }
    if (state === 'complete') whole.push({ trial, loss: toLoss(values ?? []) })
    if (state === 'failed') whole.push({ trial, loss: Number.POSITIVE_INFINITY })
  }
  const rungs = [...atRung].sort(([a], [b]) => a - b)
  return [
    ...rungs.map(([budget, observed]) => ({ budget, observed })),
    { budget: null, observed: whole },
  ]
}

/** The first report of each rung, by the rung's first step. */
function rungValues({ reports }: Trial, minResource: number, eta: number): Map<number, number> {
  const values = new Map<number, number>()
  let rung: Rung | null = null
  for (const step of [...reports.keys()].sort((a, b) => a - b)) {
    if (rung !== null && step < rung.end) continue
    rung = rungAt(step, minResource, eta)
    if (rung !== null) values.set(rung.start, reports.get(step) ?? Number.NaN)
  }
  return values
}
