import { isFormula } from './formula.ts'

isFormula('gaussianNll', ([mean, raw], target) => {
  const variance = Math.log1p(Math.exp(raw!)) + 1e-6
  return 0.5 * (Math.log(2 * Math.PI * variance) + (mean! - target) ** 2 / variance)
})
