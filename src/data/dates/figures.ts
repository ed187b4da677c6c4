import { dateReader } from './format.ts'

const years = (from: number, to: number) => ({ from: Date.UTC(from, 0), to: Date.UTC(to, 0) })

/** Formats of digits only, with a plausible range of dates: other numbers rarely all fall within it. */
const figures = [
  ...['yyyyMMdd', 'yyyyMM', 'yyyyMMddHH', 'yyyyMMddHHmm', 'yyyyMMddHHmmss'].map((format) => ({
    format,
    ...years(1900, 2101),
  })),
  ...['X', 'x'].map((format) => ({ format, ...years(1990, 2038) })),
].map((form) => ({ ...form, read: dateReader(form.format) }))

/** The digits-only date format that all texts have, such as `yyyyMMdd` or Unix time; null if there is none. */
export function figuresFormat(texts: readonly string[]): string | null {
  if (texts.length === 0) return null
  const found = figures.find(({ read, from, to }) =>
    texts.every((text) => {
      const moment = read(text)
      return moment !== null && moment.ms >= from && moment.ms < to
    }),
  )
  return found?.format ?? null
}
