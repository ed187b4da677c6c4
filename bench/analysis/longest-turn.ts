import { setImmediate } from 'node:timers/promises'
import { ownCpuMs } from '../process-cpu.ts'

/**
 * Measures the longest turn of the event loop during some work. Wall time includes other processes, and CPU time
 * includes helper threads of this process: the smaller of the two is an upper limit for each turn.
 */
export async function longestTurn<T>(
  work: () => Promise<T>,
): Promise<{ result: T; turnMs: number }> {
  let isOver = false
  let longest = 0
  const watch = async () => {
    let [last, lastAt] = [ownCpuMs(), performance.now()]
    while (!isOver) {
      await setImmediate()
      const [now, at] = [ownCpuMs(), performance.now()]
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
