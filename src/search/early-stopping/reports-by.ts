import type { Trial } from '../trial.ts'

/** Returns a trial's reports up to and including a step. */
export function* reportsBy({ reports }: Trial, step: number): Generator<number> {
  for (const [at, value] of reports) if (at <= step) yield value
}
