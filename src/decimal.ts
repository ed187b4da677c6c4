const decimal = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i

/** The number that a text is, written as in JSON; null for `0x10`, `1_000`, `Infinity`, blanks and nothing. */
export function parseDecimal(text: string): number | null {
  return decimal.test(text) ? Number(text) : null
}
