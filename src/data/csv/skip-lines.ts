import { invalidCsv, type Lines } from './text.ts'

const lf = 0x0a
const cr = 0x0d

/** Drops the first `count` lines. */
export function skipLines({ bytes, firstLine }: Lines, count: number): Lines {
  let rest = bytes
  for (let line = 0; line < count; line++) {
    const end = endOfLine(rest)
    if (end >= rest.length) {
      const detail = `the file has only ${line + 1} lines: none would be left`
      throw invalidCsv([{ pointer: '/spec/skipLines', detail }])
    }
    rest = rest.subarray(end)
  }
  return { bytes: rest, firstLine: firstLine + count }
}

/** The delimiter named in a first line such as `sep=;`, which Excel accepts; null if there is no such line. */
export function separatorLine({ bytes }: Lines): string | null {
  const line = bytes.toString('latin1', 0, Math.min(endOfLine(bytes), 20))
  return /^"?sep=([\t\x20-\x7e])"?[\r\n]*$/i.exec(line)?.[1] ?? null
}

/** Offset after the first line and its end (LF, CRLF or CR). */
function endOfLine(bytes: Buffer): number {
  const end = bytes.findIndex((byte) => byte === lf || byte === cr)
  if (end < 0) return bytes.length
  return bytes[end] === cr && bytes[end + 1] === lf ? end + 2 : end + 1
}
