import { isFormula } from './formula.ts'

for (const delta of [1, 0.4]) {
  isFormula(
    'huber',
    ([mean], target) => {
      const error = Math.abs(mean! - target)
      return error <= delta ? error ** 2 / 2 : delta * (error - delta / 2)
    },
    { delta },
  )
}
