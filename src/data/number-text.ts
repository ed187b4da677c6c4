const pattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Whether a text is a finite decimal number; `nan`, `inf`, `0x10` and `1,000` are not. */
export function isNumberText(text: string): boolean {
  return pattern.test(text) && Number.isFinite(Number(text))
}
