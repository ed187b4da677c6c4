const quote = 0x22
const space = 0x20
const tab = 0x09
const lf = 0x0a
const cr = 0x0d

/** Replaces each run of blanks and tabs between fields by one tab, and drops those at line ends; quoted fields stay. */
export function blanksToTabs(bytes: Buffer): Buffer {
  const output = Buffer.alloc(bytes.length)
  let length = 0
  let i = 0
  while (i < bytes.length) {
    const start = length
    while (i < bytes.length && !isLineEnd(bytes[i]!)) {
      if (isBlank(bytes[i]!)) {
        i++
        continue
      }
      if (length > start) output[length++] = tab
      const end = bytes[i] === quote ? afterQuoted(bytes, i) : i
      while (i < bytes.length && (i < end || !(isBlank(bytes[i]!) || isLineEnd(bytes[i]!)))) {
        output[length++] = bytes[i++]!
      }
    }
    while (i < bytes.length && isLineEnd(bytes[i]!)) output[length++] = bytes[i++]!
  }
  return output.subarray(0, length)
}

/** Offset after a quoted field; the end of the file if the quote is never closed. */
function afterQuoted(bytes: Buffer, from: number): number {
  let i = from + 1
  for (;;) {
    i = bytes.indexOf(quote, i)
    if (i < 0) return bytes.length
    if (bytes[i + 1] !== quote) return i + 1
    i += 2
  }
}

function isBlank(byte: number): boolean {
  return byte === space || byte === tab
}

function isLineEnd(byte: number): boolean {
  return byte === lf || byte === cr
}
