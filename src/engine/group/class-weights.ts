/**
 * How much the rows of each class count in the loss that is trained. Weights are scaled so that the training rows of a
 * fold weigh 1 on average: only their ratios matter, and the learning rate need not know of them. Loads no TensorFlow.
 */
import type { SpecFault, TrialSpec } from '../spec.ts'

type Weighted = Pick<TrialSpec, 'classWeights'>

export function hasClassWeights({ classWeights = 'none' }: Weighted): boolean {
  return classWeights !== 'none'
}

export function classWeightFaults(
  { classWeights = 'none' }: Weighted,
  classes: readonly string[] | null,
): SpecFault[] {
  if (classWeights === 'none') return []
  const path = ['classWeights']
  if (classes === null) {
    const detail =
      'a regression has no classes: weigh rows by the sampleWeight column of the dataset'
    return [{ path, detail }]
  }
  if (classWeights === 'balanced') return []
  const unknown = Object.keys(classWeights).filter((label) => !classes.includes(label))
  if (unknown.length > 0) {
    const there = classes.slice(0, 20).map((label) => JSON.stringify(label))
    const more = classes.length > 20 ? ', …' : ''
    return unknown.map((label) => ({
      path: [...path, label],
      detail: `no class is called ${JSON.stringify(label)}: there are ${there.join(', ')}${more}`,
    }))
  }
  const isNothing = classes.every((label) => classWeights[label] === 0)
  return isNothing ? [{ path, detail: 'every class weighs 0: there is nothing to learn' }] : []
}

/**
 * @param weightByClass  of all training rows of each class together, 1 for each row where rows have no weights of their own
 * @returns         the factor for the rows of each class
 * @throws Error when the training rows weigh nothing
 * @see scikit-learn, sklearn.utils.class_weight.compute_class_weight, for "balanced"
 */
export function computeClassWeights(
  { classWeights = 'none' }: Weighted,
  { classes, weightByClass }: { classes: readonly string[]; weightByClass: readonly number[] },
): number[] {
  const given = classes.map((label, at) => {
    if (typeof classWeights === 'object') return classWeights[label] ?? 1
    // a class that has no rows here would have any weight
    return classWeights === 'balanced' && weightByClass[at]! > 0 ? 1 / weightByClass[at]! : 1
  })
  const rows = weightByClass.reduce((sum, own) => sum + own, 0)
  const total = given.reduce((sum, weight, at) => sum + weight * weightByClass[at]!, 0)
  if (total <= 0) throw new Error('the training rows of a fold weigh 0 together: see classWeights')
  return given.map((weight) => (weight * rows) / total)
}
