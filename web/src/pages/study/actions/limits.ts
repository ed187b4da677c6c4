/** What a form of limits changes. An empty field changes nothing: the API does not take limits away. */
import type { StudyChange } from './change-study.ts'

export interface Limits {
  trials: number | null
  seconds: number | null
  target: number | null
}

/** @returns null if nothing changes */
export function changedLimits(
  { budget, parallelism }: { budget: Limits; parallelism: number | null },
  edited: Limits & { parallelism: number | null },
): StudyChange | null {
  const names = ['trials', 'seconds', 'target'] as const
  const changed = names.flatMap((name) =>
    edited[name] !== null && edited[name] !== budget[name] ? [[name, edited[name]] as const] : [],
  )
  const isParallel = edited.parallelism !== null && edited.parallelism !== parallelism
  if (changed.length === 0 && !isParallel) return null
  return {
    ...(changed.length > 0 ? { budget: Object.fromEntries(changed) } : {}),
    ...(isParallel ? { parallelism: edited.parallelism! } : {}),
  }
}
