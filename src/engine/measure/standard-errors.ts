/**
 * The standard error of a mean over rows, from its value and the number of rows alone: exact for a share, and for
 * normal or exponential values of a row. Heavier tails have larger errors.
 *
 * @see Kendall and Stuart 1977, "The advanced theory of statistics", vol. 1, §10
 */

/** Of a share of the rows: binomial. Precision, recall, F1 and AUC are about as noisy. */
export function ofShare(value: number, rows: number): number {
  return Math.sqrt(Math.max(0, value * (1 - value)) / rows)
}

/** Of a root mean square of normal values. */
export function ofRootMeanSquare(value: number, rows: number): number {
  return Math.abs(value) / Math.sqrt(2 * rows)
}

/** Of a mean square of normal values. */
export function ofMeanSquare(value: number, rows: number): number {
  return Math.abs(value) * Math.sqrt(2 / rows)
}

/** Of a mean absolute value of normal values: its square is π / 2 − 1 times smaller than their variance. */
export function ofMeanAbsolute(value: number, rows: number): number {
  return Math.abs(value) * Math.sqrt((Math.PI / 2 - 1) / rows)
}

/** Of a mean of exponential values, whose deviation is their mean. */
export function ofMeanExponential(value: number, rows: number): number {
  return Math.abs(value) / Math.sqrt(rows)
}
