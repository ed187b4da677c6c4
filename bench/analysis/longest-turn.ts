import { setImmediate } from 'node:timers/promises'

/**
 * The longest turn of the event loop while some work is done, in CPU time: other processes do not count, this one's
 * helper threads do, so the loop stood still for at most so long.
 */
export async function longestTurn<T>(
  work: () => Promise<T>,
): Promise<{ result: T; cpuMs: number }> {
  let isOver = false
  let longest = 0
  const watch = async () => {
    let last = cpuMs()
    while (!isOver) {
      await setImmediate()
      const now = cpuMs()
      longest = Math.max(longest, now - last)
      last = now
    }
  }
  const watching = watch()
  await setImmediate()
  const result = await work()
  isOver = true
  await watching
  return { result, cpuMs: longest }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
