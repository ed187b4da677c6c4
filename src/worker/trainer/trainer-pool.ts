/** Keeps a fixed number of trainers: replaces those that die, and ends those that use too much memory or hang. */
import type { Logger } from '../../log.ts'
import type { TrainerBackend } from './protocol.ts'
import type { Trainer } from './trainer.ts'
import type { Watchdog } from './watchdog.ts'

export interface TrainerPool {
  backend: TrainerBackend
  /** Waits for a free trainer, which the caller must give back even if it died; null after a timeout. */
  acquire(): Promise<Trainer | null>
  /** From 0; a replacement has the place of the trainer that it replaces. Null if it has died. */
  placeOf(trainer: Trainer): number | null
  /** Number of live trainers. */
  running(): number
  giveBack(trainer: Trainer): void
  size: number
  /** Kills all trainers; do not call `acquire` afterwards. */
  close(): Promise<void>
}

const restartDelayMs = 500
const longestRestartMs = 30_000
const acquireMs = 30_000
const watchMs = 1_000

/**
 * TensorFlow keeps some memory for each compiled shape. A trainer whose memory has grown by `growthBytes` since its
 * first group is replaced between groups, but only after `groups` groups, because starting one takes a second.
 */
const recycle = { growthBytes: 256 * 2 ** 20, groups: 50 }

/** Number of groups that a trainer trained, and its memory after the first and the last; null if unknown. */
interface Use {
  groups: number
  firstBytes: number | null
  bytes: number | null
}

/** @throws TrainerDied if one of the first trainers cannot start */
export async function startTrainerPool(options: {
  /** Number of trainers, given the backend of the first one. */
  sizeOf(backend: TrainerBackend): number
  /** @param place  see `placeOf` */
  start(place: number): Promise<Trainer>
  log: Logger
  limitBytes(): number // of one trainer; called at every check
  residentBytes(pid: number): number | null
  watchdog: Watchdog
  /** Called when a replacement did not start. */
  notStarted(error: unknown): void
}): Promise<TrainerPool> {
  const { start, log, residentBytes } = options
  const alive = new Map<Trainer, number>() // with their places
  const free: Trainer[] = []
  const waiters: ((trainer: Trainer) => void)[] = []
  const used = new WeakMap<Trainer, Use>()
  let isClosing = false

  const offer = (trainer: Trainer) => {
    const waiter = waiters.shift()
    if (waiter) waiter(trainer)
    else free.push(trainer)
  }
  const countGroup = (trainer: Trainer): void => {
    const bytes = residentBytes(trainer.pid)
    const use = used.get(trainer) ?? { groups: 0, firstBytes: bytes, bytes }
    used.set(trainer, { ...use, groups: use.groups + 1, bytes })
  }
  const isSpent = (trainer: Trainer): boolean => {
    const { groups = 0, firstBytes = null, bytes = null } = used.get(trainer) ?? {}
    if (groups < recycle.groups || firstBytes === null || bytes === null) return false
    return bytes - firstBytes > recycle.growthBytes
  }
  const join = (trainer: Trainer, place: number) => {
    alive.set(trainer, place)
    void trainer.died.then(() => {
      alive.delete(trainer)
      const at = free.indexOf(trainer)
      if (at >= 0) free.splice(at, 1)
      if (isClosing) return
      if (!isSpent(trainer)) log.warn({ pid: trainer.pid }, 'trainer died, starting another')
      void replace(place)
    })
    offer(trainer)
  }
  const replace = async (place: number) => {
    for (
      let delayMs = restartDelayMs;
      !isClosing;
      delayMs = Math.min(2 * delayMs, longestRestartMs)
    ) {
      try {
        const trainer = await start(place)
        if (isClosing) trainer.kill()
        else join(trainer, place)
        return
      } catch (error) {
        log.error({ err: error, delayMs }, 'trainer did not start')
        options.notStarted(error)
        await new Promise((resolve) => setTimeout(resolve, delayMs).unref())
      }
    }
  }

  const watch = setInterval(() => {
    const limitBytes = options.limitBytes()
    for (const trainer of alive.keys()) {
      const bytes = residentBytes(trainer.pid)
      if (bytes === null || bytes <= limitBytes) continue
      log.error({ pid: trainer.pid, bytes, limitBytes }, 'trainer uses too much memory, ending it')
      trainer.endFor('out-of-memory')
    }
    for (const trainer of alive.keys()) {
      const why = options.watchdog.look(trainer)
      if (why === null) continue
      log.error({ pid: trainer.pid, ...why }, 'trainer stopped responding, ending it')
      trainer.endFor('hung')
    }
  }, watchMs)

  const first = await start(0)
  join(first, 0)
  const size = options.sizeOf(first.backend)
  const places = Array.from({ length: size - 1 }, (_, at) => at + 1)
  const others = await Promise.all(places.map((place) => start(place)))
  for (const [at, trainer] of others.entries()) join(trainer, places[at]!)

  return {
    backend: first.backend,
    size,
    acquire() {
      const trainer = free.shift()
      if (trainer) return Promise.resolve(trainer)
      return new Promise((resolve) => {
        const waiter = (free: Trainer) => {
          clearTimeout(late)
          resolve(free)
        }
        const late = setTimeout(() => {
          waiters.splice(waiters.indexOf(waiter), 1)
          resolve(null)
        }, acquireMs)
        waiters.push(waiter)
      })
    },
    placeOf: (trainer) => alive.get(trainer) ?? null,
    running: () => alive.size,
    giveBack(trainer) {
      if (!alive.has(trainer)) return
      countGroup(trainer)
      if (!isSpent(trainer)) return offer(trainer)
      log.info(
        { pid: trainer.pid, ...used.get(trainer) },
        "trainer's memory has grown, starting another",
      )
      trainer.kill()
    },
    async close() {
      isClosing = true
      clearInterval(watch)
      const gone = [...alive.keys()].map((trainer) => trainer.died)
      for (const trainer of alive.keys()) trainer.kill()
      await Promise.all(gone)
    },
  }
}
