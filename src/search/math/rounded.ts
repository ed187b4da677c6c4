/** Shortened to six digits, as answers show it: a third of the bytes. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6))
}
