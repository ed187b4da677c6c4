/**
 * Class weights: the weight of each class in the training loss, scaled to a mean of 1 over the training rows of a fold,
 * so that only their ratios matter and the learning rate stays comparable. Does not load TensorFlow.
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
      'classWeights needs classes, and this is a regression: use a sampleWeight column in the dataset instead'
    return [{ path, detail }]
  }
  if (classWeights === 'balanced') return []
  const unknown = Object.keys(classWeights).filter((label) => !classes.includes(label))
  if (unknown.length > 0) {
    const there = classes.slice(0, 20).map((label) => JSON.stringify(label))
    const more = classes.length > 20 ? ', …' : ''
    return unknown.map((label) => ({
      path: [...path, label],
      detail: `${JSON.stringify(label)} is not a class; the classes are ${there.join(', ')}${more}`,
    }))
  }
  const isNothing = classes.every((label) => classWeights[label] === 0)
  return isNothing
    ? [{ path, detail: 'all class weights are 0: give at least one class a weight above 0' }]
    : []
}

/**
 * @param weightByClass  total weight of the training rows of each class; each row counts 1 without sample weights
 * @returns              the factor for the rows of each class
 * @throws Error if the total weight of the training rows is 0
 * @see scikit-learn, sklearn.utils.class_weight.compute_class_weight, for "balanced"
 */
export function computeClassWeights(
  { classWeights = 'none' }: Weighted,
  { classes, weightByClass }: { classes: readonly string[]; weightByClass: readonly number[] },
): number[] {
  const given = classes.map((label, at) => {
    if (typeof classWeights === 'object') return classWeights[label] ?? 1
    // the weight of a class without rows has no effect
    return classWeights === 'balanced' && weightByClass[at]! > 0 ? 1 / weightByClass[at]! : 1
  })
  const rows = weightByClass.reduce((sum, own) => sum + own, 0)
  const total = given.reduce((sum, weight, at) => sum + weight * weightByClass[at]!, 0)
  if (total <= 0)
    throw new Error(
      'the training rows of a fold have a total weight of 0: raise their classWeights',
    )
  return given.map((weight) => (weight * rows) / total)
}
