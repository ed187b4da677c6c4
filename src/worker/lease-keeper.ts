/** Renews the leases of trials that make progress, and notices lost leases, paused studies, and searches that are over. */
import {
  type HeldLease,
  type Lease,
  leaseKey,
  type RenewedLease,
} from '../db/tables/trials/leases.ts'

export const renewEveryMs = 1_000

export interface LeaseKeeper {
  add(lease: Lease, holder: LeaseHolder): void
  remove(lease: Lease): void
  /** Call when the database reports that this lease is lost. */
  lose(lease: Lease): void
  /** Renews now instead of at the next tick. */
  renew(): Promise<void>
  close(): void
}

export interface LeaseHolder {
  /**
   * False if the trial has made no progress for so long that another worker should take it over.
   *
   * @param from  performance.now() since which the database responds; time before it does not count
   */
  isMoving(from: number): boolean
  /** Another worker has the trial, or it was ended, so nothing more may be stored. */
  lost(): void
  /** The study is paused: finish the running epoch and keep a checkpoint. */
  paused(): void
  /**
   * @param secondsLeft      until the search must end; null: no limit
   * @param isTargetReached  by any trial of the search
   * @returns                whether the search is over
   */
  limited(study: Pick<RenewedLease, 'secondsLeft' | 'isTargetReached'>): boolean
}

/** @param renew  renews leases of trials that make progress; returns the held ones with the state of their studies */
export function createLeaseKeeper(options: {
  renew(leases: HeldLease[]): Promise<RenewedLease[]>
  /** Called after each renewal with the studies whose search is over, until their trials have ended. */
  over(studyIds: ReadonlySet<string>): void
  failed(error: unknown): void
}): LeaseKeeper {
  const held = new Map<string, { lease: Lease; holder: LeaseHolder }>()
  let answersSince: number | null = performance.now()

  const lose = (lease: Lease) => {
    const one = held.get(leaseKey(lease))
    held.delete(leaseKey(lease))
    one?.holder.lost()
  }
  const renew = async () => {
    const asked = [...held.values()]
    if (asked.length === 0) return
    const from = answersSince ?? performance.now()
    const answers = await options.renew(
      asked.map(({ lease, holder }) => ({ ...lease, isMoving: holder.isMoving(from) })),
    )
    answersSince ??= performance.now()
    const renewed = new Map(answers.map((answer) => [leaseKey(answer), answer]))
    const over = new Set<string>()
    for (const { lease, holder } of asked) {
      const answer = renewed.get(leaseKey(lease))
      if (answer === undefined) lose(lease)
      else if (answer.studyState === 'paused') holder.paused()
      else if (holder.limited(answer)) over.add(lease.studyId)
    }
    if (over.size > 0) options.over(over)
  }
  let running: Promise<void> | null = null
  // one renewal at a time: more would only wait for the database as well
  const tick = () => {
    running ??= renew()
      .catch((error) => {
        answersSince = null
        options.failed(error)
      })
      .finally(() => {
        running = null
      })
    return running
  }
  const timer = setInterval(tick, renewEveryMs)

  return {
    add: (lease, holder) => void held.set(leaseKey(lease), { lease, holder }),
    remove: (lease) => void held.delete(leaseKey(lease)),
    lose,
    renew: tick,
    close: () => clearInterval(timer),
  }
}
