/** Fills in what a posted study omits: name, objective, space and validation follow from the dataset. */

import type { ValidationSpec } from '../../data/split/validation.ts'
import type { DatasetSummary } from '../../data/summary.ts'
import { defaultValidation, type PostedStudy } from '../posted-study.ts'
import { inherits } from '../suggest/inheritance.ts'
import { completeSpace, type DefaultsOf } from './default-space.ts'

/** A study whose directions are not filled in yet. */
export type NamedStudy = PostedStudy & {
  name: string
  space: Record<string, unknown>
  validation: ValidationSpec
}

const objectives = {
  classification: { metric: 'validation.accuracy' },
  regression: { metric: 'validation.rmse' },
} as const

/**
 * @param dataset  null for an external study
 * @param now      used in the default name
 */
export function fillInStudy(
  posted: PostedStudy,
  dataset: { name: string; summary: DefaultsOf & Pick<DatasetSummary, 'validation'> } | null,
  now: Date,
): NamedStudy {
  const { objective, space } = posted
  const isJudged = objective !== undefined || posted.objectives !== undefined
  const task = dataset?.summary.task
  return {
    ...posted,
    name: posted.name ?? defaultName(dataset?.name ?? 'study', now),
    space:
      dataset === null
        ? (space ?? {})
        : completeSpace(space, dataset.summary, { trainsInParts: inherits(posted) }),
    validation: posted.validation ?? dataset?.summary.validation ?? defaultValidation,
    ...(isJudged || task === undefined ? {} : { objective: objectives[task] }),
  }
}

/** `iris-1127-081502`: dataset, month and day, time of day (UTC). */
function defaultName(dataset: string, now: Date): string {
  const [, month, day, ...time] = now.toISOString().split(/[-T:.]/)
  return `${dataset}-${month}${day}-${time.slice(0, 3).join('')}`
}
