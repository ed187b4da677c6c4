import { isFormula } from './formula.ts'

isFormula('meanAbsoluteError', ([mean], target) => Math.abs(mean! - target))
