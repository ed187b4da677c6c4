/** Pairs of true and predicted classes: what a confusion matrix is coloured by, and the mistakes of one cell. */
import type { AnswerOf } from '../../../api/types.ts'

export type ClassDiagnosis = NonNullable<AnswerOf<'diagnoseTrial'>['classes']>
export type Mistake = ClassDiagnosis['mistakes'][number]

export interface Pair {
  label: string
  predicted: string
}

/** Share of the true class's rows, by which cells are coloured: a rare class is as visible as a frequent one. */
export function rowShares(confusion: readonly (readonly number[])[]): number[][] {
  return confusion.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    return row.map((count) => (total === 0 ? 0 : count / total))
  })
}

export function mistakesOf(all: readonly Mistake[], pair: Pair | null): Mistake[] {
  if (pair === null) return [...all]
  return all.filter(({ label, predicted }) => label === pair.label && predicted === pair.predicted)
}

/** The pairs with the most wrong rows, the most first. */
export function mostConfused(
  { classes, confusion }: Pick<ClassDiagnosis, 'classes' | 'confusion'>,
  most: number,
): (Pair & { count: number })[] {
  return confusion
    .flatMap((row, of) =>
      row.map((count, as) => ({
        label: classes[of]?.label ?? '',
        predicted: classes[as]?.label ?? '',
        count,
      })),
    )
    .filter(
      ({ label, predicted, count }) =>
        label !== predicted && label !== '' && predicted !== '' && count > 0,
    )
    .sort((a, b) => b.count - a.count)
    .slice(0, most)
}
