import type { Trial } from '../trial.ts'

/** What a trial had reported by a step, the step included. */
export function* reportsBy({ reports }: Trial, step: number): Generator<number> {
  for (const [at, value] of reports) if (at <= step) yield value
}
