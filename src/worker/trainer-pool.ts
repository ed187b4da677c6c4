/** As many trainer children as asked for; one that dies is replaced, one that takes too much memory is ended. */
import type { Logger } from '../log.ts'
import type { TrainerBackend } from './protocol.ts'
import type { Trainer } from './trainer.ts'

export interface TrainerPool {
  backend: TrainerBackend
  /** Waits for a free trainer; the caller gives it back, dead or alive. */
  acquire(): Promise<Trainer>
  giveBack(trainer: Trainer): void
  /** Kills all children; `acquire` must not be called any more. */
  close(): Promise<void>
}

const restartDelayMs = 500
const watchMemoryMs = 1_000

/** @throws TrainerDied when the first child cannot start: then none will */
export async function startTrainerPool(options: {
  size: number
  start: () => Promise<Trainer>
  log: Logger
  limitBytes: number // of one trainer
  residentBytes(pid: number): number | null
}): Promise<TrainerPool> {
  const { size, start, log, limitBytes, residentBytes } = options
  const alive = new Set<Trainer>()
  const free: Trainer[] = []
  const waiters: ((trainer: Trainer) => void)[] = []
  let isClosing = false

  const offer = (trainer: Trainer) => {
    const waiter = waiters.shift()
    if (waiter) waiter(trainer)
    else free.push(trainer)
  }
  const join = (trainer: Trainer) => {
    alive.add(trainer)
    void trainer.died.then(() => {
      alive.delete(trainer)
      const at = free.indexOf(trainer)
      if (at >= 0) free.splice(at, 1)
      if (isClosing) return
      log.warn({ pid: trainer.pid }, 'trainer died, starting another')
      void replace()
    })
    offer(trainer)
  }
  const replace = async () => {
    while (!isClosing) {
      try {
        const trainer = await start()
        if (isClosing) trainer.kill()
        else join(trainer)
        return
      } catch (error) {
        log.error({ err: error }, 'trainer did not start')
        await new Promise((resolve) => setTimeout(resolve, restartDelayMs))
      }
    }
  }

  const watch = setInterval(() => {
    for (const trainer of alive) {
      const bytes = residentBytes(trainer.pid)
      if (bytes === null || bytes <= limitBytes) continue
      log.error({ pid: trainer.pid, bytes, limitBytes }, 'trainer takes too much memory')
      trainer.endOutOfMemory()
    }
  }, watchMemoryMs)

  const first = await start()
  join(first)
  const others = await Promise.all(Array.from({ length: size - 1 }, start))
  for (const trainer of others) join(trainer)

  return {
    backend: first.backend,
    acquire() {
      const trainer = free.shift()
      if (trainer) return Promise.resolve(trainer)
      return new Promise((resolve) => waiters.push(resolve))
    },
    giveBack(trainer) {
      if (alive.has(trainer)) offer(trainer)
    },
    async close() {
      isClosing = true
      clearInterval(watch)
      const gone = [...alive].map((trainer) => trainer.died)
      for (const trainer of alive) trainer.kill()
      await Promise.all(gone)
    },
  }
}
