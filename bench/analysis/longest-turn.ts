import { setImmediate } from 'node:timers/promises'

/**
 * The longest turn of the event loop while some work is done. By the clock it has what other processes take; in CPU
 * time it has what this one's helper threads take: the lesser of both is an upper limit, turn by turn.
 */
export async function longestTurn<T>(
  work: () => Promise<T>,
): Promise<{ result: T; turnMs: number }> {
  let isOver = false
  let longest = 0
  const watch = async () => {
    let [last, lastAt] = [cpuMs(), performance.now()]
    while (!isOver) {
      await setImmediate()
      const [now, at] = [cpuMs(), performance.now()]
      longest = Math.max(longest, Math.min(now - last, at - lastAt))
      ;[last, lastAt] = [now, at]
    }
  }
  const watching = watch()
  await setImmediate()
  const result = await work()
  isOver = true
  await watching
  return { result, turnMs: longest }
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
