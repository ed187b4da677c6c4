/**
 * Student's t distribution with a whole number of degrees of freedom, by finite series.
 *
 * @see Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.7.3 and 26.7.4
 */

/** P(|T| ≤ t), for t ≥ 0. */
export function studentTWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees))
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const isOdd = degrees % 2 === 1
  let term = isOdd ? cosine : 1
  let sum = degrees === 1 ? 0 : term
  for (let k = isOdd ? 3 : 2; k < degrees; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2
    sum += term
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
}

/**
 * The t with P(T ≤ t) = p.
 *
 * @param p        0.5 ≤ p < 1
 * @param degrees  of freedom, a whole number ≥ 1
 */
export function studentTQuantile(p: number, degrees: number): number {
  const within = 2 * p - 1
  let high = 1
  while (studentTWithin(high, degrees) < within) high *= 2
  let low = 0
  // bisection to the last bit of a double
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    if (studentTWithin(middle, degrees) < within) low = middle
    else high = middle
  }
  return (low + high) / 2
}
