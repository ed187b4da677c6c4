/** Keeps the leases of trials that move, and notices when one is lost or its study pauses. */
import { type HeldLease, type Lease, leaseKey } from '../db/tables/trials/leases.ts'

const renewEveryMs = 1_000

export interface LeaseKeeper {
  add(lease: Lease, holder: LeaseHolder): void
  remove(lease: Lease): void
  /** The database said that this lease does not hold any more. */
  lose(lease: Lease): void
  /** Looks now instead of at the next tick. */
  renew(): Promise<void>
  close(): void
}

export interface LeaseHolder {
  /**
   * False: nothing has come of the trial for so long that another worker should have it.
   *
   * @param from  performance.now() since when the database answers: what could not be done before does not count
   */
  isMoving(from: number): boolean
  /** The trial is somebody else's, or was ended: nothing more may be written. */
  lost(): void
  /** The study is paused: end the running epoch, keep a checkpoint. */
  paused(): void
}

/** @param renew  renews leases of trials that move; answers with those that hold and the state of their studies */
export function createLeaseKeeper(options: {
  renew(leases: HeldLease[]): Promise<(Lease & { studyState: string })[]>
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
    const states = new Map(answers.map((answer) => [leaseKey(answer), answer.studyState]))
    for (const { lease, holder } of asked) {
      const state = states.get(leaseKey(lease))
      if (state === undefined) lose(lease)
      else if (state === 'paused') holder.paused()
    }
  }
  let running: Promise<void> | null = null
  // one that waits for its answer is not overtaken by others that would wait as well
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
