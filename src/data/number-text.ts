const pattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const wholePattern = /^[+-]?\d+$/

/** Whether a text is a finite decimal number; `nan`, `inf`, `0x10` and `1,000` are not. */
export function isNumberText(text: string): boolean {
  return pattern.test(text) && Number.isFinite(Number(text))
}

/** Whether a text is an integer that no double is equal to: beyond 2^53, such as an id of 18 digits. */
export function isInexactInteger(text: string): boolean {
  if (!wholePattern.test(text)) return false
  const value = Number(text)
  if (!Number.isFinite(value)) return true
  return !Number.isSafeInteger(value) && BigInt(text.replace('+', '')) !== BigInt(value)
}
