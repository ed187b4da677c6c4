import { isFormula } from './formula.ts'

isFormula('crossEntropy', negativeLogLikelihood)

isFormula(
  'crossEntropy',
  (logits, label) =>
    0.7 * negativeLogLikelihood(logits, label) +
    0.1 * logits.reduce((sum, _, other) => sum + negativeLogLikelihood(logits, other), 0),
  { labelSmoothing: 0.3 },
)

function negativeLogLikelihood(logits: number[], label: number): number {
  return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[label]!
}
