/**
 * Classification metrics computed from counts by class, with scikit-learn's conventions: a division by zero gives 0,
 * means leave out classes that are neither present nor predicted, balanced accuracy leaves out classes without rows.
 */
import { z } from 'zod'

/** Counts by class. */
export interface ClassCounts {
  hits: readonly number[] // rows of the class predicted as such
  chosen: readonly number[] // rows predicted as the class
  support: readonly number[] // rows of the class
}

/** The counts and the confusion matrix. */
export interface ClassResults extends ClassCounts {
  /** Rows by true class, then by predicted class; null above 100 classes. */
  confusion: number[][] | null
}

const mostInConfusion = 100

/**
 * @param labels  [rows], class indices
 * @param chosen  [rows]
 */
export function countClasses(
  labels: ArrayLike<number>,
  chosen: ArrayLike<number>,
  classes: number,
): ClassResults {
  const zeros = () => new Array<number>(classes).fill(0)
  const counts = { hits: zeros(), chosen: zeros(), support: zeros() }
  const confusion = classes <= mostInConfusion ? Array.from({ length: classes }, zeros) : null
  for (let row = 0; row < labels.length; row++) {
    const [label, given] = [labels[row]!, chosen[row]!]
    counts.support[label]! += 1
    counts.chosen[given]! += 1
    if (label === given) counts.hits[label]! += 1
    if (confusion) confusion[label]![given]! += 1
  }
  return { ...counts, confusion }
}

export const ClassScores = z.strictObject({
  label: z.string(),
  precision: z.number().describe('share of rows predicted as the class that belong to it'),
  recall: z.number().describe('share of the class’s rows that are predicted correctly'),
  f1: z.number(),
  support: z.int().describe('number of rows of the class'),
})
type ClassScores = Omit<z.infer<typeof ClassScores>, 'label'>

/** Results by class in an API response. */
export const ClassTable = z
  .strictObject({
    classes: z.array(ClassScores),
    confusion: z
      .array(z.array(z.int()))
      .nullable()
      .describe('rows by true class, then by predicted class; null above 100 classes'),
  })
  .meta({ id: 'ClassTable' })
export type ClassTable = z.infer<typeof ClassTable>

export function classTable(labels: readonly string[], results: ClassResults): ClassTable {
  const scores = classScores(results)
  return {
    classes: labels.map((label, of) => ({ label, ...scores[of]! })),
    confusion: results.confusion,
  }
}

/** Scores of each class. */
function classScores({ hits, chosen, support }: ClassCounts): ClassScores[] {
  return hits.map((hit, index) => ({
    precision: over(hit, chosen[index]!),
    recall: over(hit, support[index]!),
    f1: over(2 * hit, chosen[index]! + support[index]!),
    support: support[index]!,
  }))
}

/** The mean of a score over the classes; by default, over classes that are present or predicted. */
export function meanOfClasses(
  counts: ClassCounts,
  name: keyof ClassScores,
  isCounted = ({ support, chosen }: { support: number; chosen: number }) => support + chosen > 0,
): number {
  const scores = classScores(counts).filter(({ support }, index) =>
    isCounted({ support, chosen: counts.chosen[index]! }),
  )
  return scores.reduce((sum, scored) => sum + scored[name], 0) / scores.length
}

function over(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0
}
