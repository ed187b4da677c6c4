/** Functions of the standard normal distribution, as logarithms where plain values would underflow. */

const sqrt2 = Math.SQRT2
const sqrtPi = Math.sqrt(Math.PI)
const logSqrt2Pi = 0.5 * Math.log(2 * Math.PI)

/** Φ(z). */
export function normalCdf(z: number): number {
  return z < 0 ? 0.5 * erfc(-z / sqrt2) : 1 - 0.5 * erfc(z / sqrt2)
}

/** log φ(z). */
function logNormalPdf(z: number): number {
  return -0.5 * z * z - logSqrt2Pi
}

/** log Φ(z), relatively exact in the far lower tail. */
export function logNormalCdf(z: number): number {
  if (z > -1) return Math.log(normalCdf(z))
  return -0.5 * z * z + Math.log(0.5 * erfcx(-z / sqrt2))
}

/**
 * log h(z) for h(z) = φ(z) + z Φ(z), the expected improvement in units of the deviation.
 *
 * @see Ament et al. 2023, "Unexpected improvements to expected improvement", NeurIPS, eq. 9. Departs
 *   from the source: below −30 an asymptotic series is used, not only its first term.
 */
export function logImprovement(z: number): number {
  if (z > -1) return Math.log(Math.exp(logNormalPdf(z)) + z * normalCdf(z))
  return logNormalPdf(z) + Math.log(improvementRatio(z))
}

/** The derivative of logImprovement: Φ(z) / h(z). */
export function logImprovementSlope(z: number): number {
  if (z > -1) return Math.exp(logNormalCdf(z) - logImprovement(z))
  return millsRatio(z) / improvementRatio(z)
}

/** h(z) / φ(z) = 1 + z Φ(z)/φ(z) for z ≤ −1. */
function improvementRatio(z: number): number {
  if (z > -30) return 1 + z * millsRatio(z)
  const t = 1 / (z * z)
  return t * (1 - t * (3 - t * (15 - t * (105 - t * (945 - t * 10395)))))
}

/** Φ(z) / φ(z) for z ≤ 0. */
export function millsRatio(z: number): number {
  return Math.sqrt(Math.PI / 2) * erfcx(-z / sqrt2)
}

/** 1 − erf(x) for x ≥ 0. */
function erfc(x: number): number {
  return x < 2 ? 1 - erfSeries(x) : Math.exp(-x * x) * erfcx(x)
}

/** exp(x²) erfc(x) for x ≥ 0: does not underflow. */
function erfcx(x: number): number {
  return x < 2 ? Math.exp(x * x) * (1 - erfSeries(x)) : erfcxFraction(x)
}

/** Abramowitz and Stegun 7.1.6: every term is positive, so there is no cancellation. */
function erfSeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / sqrtPi) * Math.exp(-x * x) * sum
}

/** The continued fraction of Abramowitz and Stegun 7.1.14, evaluated backwards; 60 levels suffice at x = 2. */
function erfcxFraction(x: number): number {
  let tail = x
  for (let level = x < 4 ? 60 : 20; level > 0; level--) tail = x + level / 2 / tail
  return 1 / (sqrtPi * tail)
}
