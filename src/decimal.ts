const decimal = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i

/** Parses a decimal number as in JSON; null for `0x10`, `1_000`, `Infinity`, blanks and the empty text. */
export function parseDecimal(text: string): number | null {
  return decimal.test(text) ? Number(text) : null
}
