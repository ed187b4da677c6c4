import { dateReader } from './format.ts'

const years = (from: number, to: number) => ({ from: Date.UTC(from, 0), to: Date.UTC(to, 0) })

/** Formats of figures alone, and when such dates lie: other numbers are rarely all in there. */
const figures = [
  ...['yyyyMMdd', 'yyyyMM', 'yyyyMMddHH', 'yyyyMMddHHmm', 'yyyyMMddHHmmss'].map((format) => ({
    format,
    ...years(1900, 2101),
  })),
  ...['X', 'x'].map((format) => ({ format, ...years(1990, 2038) })),
].map((form) => ({ ...form, read: dateReader(form.format) }))

/** The format of dates in figures that all texts have: `yyyyMMdd` and the like, or Unix time; null where there is none. */
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
