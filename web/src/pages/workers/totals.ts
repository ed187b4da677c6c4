/** Sums over workers, and their trials in groups. */
import type { Worker } from '../../api/types.ts'

export function totalsOf(workers: readonly Worker[]): {
  trainers: number
  training: number
  gpus: number
  accepting: number // workers that take new trials
} {
  const sum = (of: (worker: Worker) => number) =>
    workers.reduce((total, worker) => total + of(worker), 0)
  return {
    trainers: sum(({ trainers }) => trainers),
    training: sum(({ training }) => training.length),
    gpus: sum(({ gpus }) => gpus ?? 0),
    accepting: workers.filter(({ isDraining, trouble }) => !isDraining && trouble === null).length,
  }
}

export interface TrainingGroup {
  studyId: string
  study: string
  numbers: number[]
  lastStep: number | null // of its first trial
  epochs: number | null
}

/** Trials of one shape train side by side: what a trainer does is a group of them. */
export function groupsOf(training: Worker['training']): TrainingGroup[] {
  const groups = new Map<number, TrainingGroup>()
  for (const { group, studyId, study, number, lastStep, epochs } of training) {
    const known = groups.get(group)
    if (known) known.numbers.push(number)
    else groups.set(group, { studyId, study, numbers: [number], lastStep, epochs })
  }
  return [...groups.values()]
}

/** Training steps a second of all lanes together. */
export function stepsPerSecond({ usPerStep }: { usPerStep: number }): number {
  return 1e6 / usPerStep
}
