const pattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const wholePattern = /^[+-]?\d+$/

/** Whether a text is a finite decimal number; `nan`, `inf`, `0x10` and `1,000` are not. */
export function isNumberText(text: string): boolean {
  return pattern.test(text) && Number.isFinite(Number(text))
}

/**
 * Whether a text is an integer that a double cannot hold exactly: beyond 2^53, such as an id of 18 digits. Digits that
 * programs print for a double, such as 32232442754839327000, count as exact.
 */
export function isInexactInteger(text: string): boolean {
  if (!wholePattern.test(text)) return false
  const value = Number(text)
  if (!Number.isFinite(value)) return true
  const digits = text.replace('+', '')
  if (Number.isSafeInteger(value) || digits === String(value)) return false
  return BigInt(digits) !== BigInt(value)
}
