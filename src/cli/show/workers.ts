import type { Worker } from '../answers.ts'

/** Summary of the workers and of how fast they train. */
export function describeWorkers(workers: readonly Worker[]): string {
  const trainers = workers.reduce((sum, worker) => sum + worker.trainers, 0)
  const first = workers[0]
  const count = `${trainers} ${trainers === 1 ? 'trainer' : 'trainers'}`
  if (first === undefined) return count
  const isNative = first.backend === 'tensorflow'
  const backend = isNative ? `TensorFlow ${first.library} on ${first.device}` : 'pure JavaScript'
  const advice = first.advice === null ? '' : `; slow: ${first.advice}`
  const troubles = workers.flatMap(({ id, trouble }) =>
    trouble ? [`; ${id} accepts no trials: ${trouble}`] : [],
  )
  return `${count}, ${backend}${advice}${troubles.join('')}`
}
