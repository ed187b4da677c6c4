import { isFormula } from './formula.ts'

isFormula('meanSquaredError', ([mean], target) => (mean! - target) ** 2)
