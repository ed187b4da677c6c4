/**
 * Extrapolates a learning curve by the power law y = a + b · step^(−c). It fits a and b by least squares for each of
 * several exponents c, with more weight on later reports, and averages over the exponents by how well they fit.
 *
 * Departs from the source: one family of curves, and a closed form instead of Markov chains.
 *
 * @see Domhan, Springenberg and Hutter 2015, "Speeding up automatic hyperparameter optimization of deep neural
 *      networks by extrapolation of learning curves", IJCAI
 */
const exponents = Array.from({ length: 48 }, (_, i) => 0.1 * 1.075 ** i) // up to 3

export interface Forecast {
  mean: number
  deviation: number // combines the residuals and the disagreement between exponents
}

/** @param points  [step from 1, value], finite; returns null for fewer than four, or if all are at one step */
export function extrapolate(
  points: readonly (readonly [step: number, value: number])[],
  step: number,
): Forecast | null {
  if (points.length < 4) return null
  const fits = exponents.flatMap((c) => fitted(points, step, c) ?? [])
  if (fits.length === 0) return null
  const least = Math.min(...fits.map(({ error }) => error))
  const floor = 1e-12 * Math.max(...points.map(([, value]) => value * value), 1e-300)
  const weights = fits.map(
    ({ error }) => ((least + floor) / (error + floor)) ** (points.length / 2),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const over = (of: (fit: Fit) => number) =>
    fits.reduce((sum, fit, i) => sum + (weights[i] ?? 0) * of(fit), 0) / total
  const mean = over(({ forecast }) => forecast)
  const spread = over(({ forecast, variance }) => (forecast - mean) ** 2 + variance)
  return { mean, deviation: Math.sqrt(spread) }
}

interface Fit {
  forecast: number
  error: number // weighted mean squared residual
  variance: number // of the forecast, by linear regression with three parameters
}

function fitted(
  points: readonly (readonly [number, number])[],
  step: number,
  c: number,
): Fit | null {
  const last = Math.max(...points.map(([at]) => at))
  const rows = points.map(([at, y]) => ({ x: at ** -c, y, weight: at / last }))
  const total = rows.reduce((sum, { weight }) => sum + weight, 0)
  const meanX = rows.reduce((sum, { x, weight }) => sum + weight * x, 0) / total
  const meanY = rows.reduce((sum, { y, weight }) => sum + weight * y, 0) / total
  const xx = rows.reduce((sum, { x, weight }) => sum + weight * (x - meanX) ** 2, 0)
  const xy = rows.reduce((sum, { x, y, weight }) => sum + weight * (x - meanX) * (y - meanY), 0)
  if (!(xx > 0)) return null
  const b = xy / xx
  const at = (x: number) => meanY + b * (x - meanX)
  const error = rows.reduce((sum, { x, y, weight }) => sum + weight * (y - at(x)) ** 2, 0) / total
  const target = step ** -c
  const leverage = 1 + 1 / total + (target - meanX) ** 2 / xx
  const variance = (error * points.length * leverage) / (points.length - 3)
  return { forecast: at(target), error, variance }
}
