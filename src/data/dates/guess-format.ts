import { type DateReader, dateReader, isoFormat } from './format.ts'

const time = "[,][ H[:mm[:ss[.S][,S]]][ ][Z][ 'Uhr']]"
const halfDayTime = '[,] h[:mm[:ss]][ ]a'

/** Formats with one reading: a part is four digits or a name, or the year comes first. */
const plainDates = [
  'yyyy-M-d',
  'yyyy/M/d',
  'yyyy.M.d',
  'yyyy-MM',
  'yyyy/MM',
  'MM/yyyy',
  'd MMM yyyy',
  'd. MMM yyyy',
  'd-MMM-yyyy',
  'd/MMM/yyyy',
  'MMM d yyyy',
  'MMM d, yyyy',
  'EEE, d MMM yyyy',
  'EEE, MMM d, yyyy',
  'yyyy-MMM-d',
  'yyyy MMM d',
  'MMM yyyy',
  'MMM-yyyy',
  'MMM-yy',
  'ddMMMyyyy',
  'yyyy年M月d日',
]
/** Parts of a year, such as quarters and weeks, without a time. */
const periods = [
  "yyyy[-][ ]'Q'Q",
  "'Q'Q[-][/][ ]yyyy",
  "'Q'Q[-][/][ ]yy",
  "Q'. Quartal 'yyyy",
  "'KW'[ ]ww[/][ ]yyyy",
  "yyyy[-]'M'MM",
  "yyyy[-][ ]'W'ww",
]
/** Dates with a time at an unusual place or after an unusual mark. */
const timed = [
  'EEE MMM d HH:mm:ss[ Z] yyyy',
  "EEE MMM d yyyy[ HH:mm:ss[ 'GMT'Z[ '('zzzz')']]]",
  "yyyy-M-d H:mm[:ss[.S]]Z'['VV']'",
  'dd/MMM/yyyy:HH:mm:ss[ Z]',
  'ddMMMyyyy:HH:mm[:ss[.S]]',
]
const marks = ['/', '-', '.']
const twoWayDates = marks.flatMap((mark) => [`d${mark}M${mark}yyyy`, `M${mark}d${mark}yyyy`])
const threeWayDates = [
  ...marks.flatMap((mark) =>
    ['d M yy', 'M d yy', 'yy M d'].map((form) => form.replaceAll(' ', mark)),
  ),
  'd-MMM-yy',
  'd MMM yy',
]

const known: readonly { format: string; read: DateReader }[] = [
  isoFormat,
  ...[...plainDates, ...twoWayDates, ...threeWayDates].flatMap((date) => [
    `${date}${time}`,
    `${date}${halfDayTime}`,
  ]),
  "yyyyMMdd'T'HHmm[ss][.S][Z]",
  'H:mm[:ss[.S]]',
  'h:mm[:ss][ ]a',
  ...periods,
  ...timed,
].map((format) => ({ format, read: dateReader(format) }))

const sampleSize = 100

/**
 * The known formats that read the most texts. There are several if the order of day, month and year is ambiguous, and
 * none if every format reads fewer than half of the texts.
 */
export function guessFormats(texts: readonly string[]): string[] {
  const sample = texts.slice(0, sampleSize)
  const likely = known.filter(({ read }) => 2 * sample.filter(read).length >= sample.length)
  const counted = likely.map(({ format, read }) => ({
    format,
    count: texts.reduce((count, text) => count + (read(text) ? 1 : 0), 0),
  }))
  const most = Math.max(0, ...counted.map(({ count }) => count))
  if (most === 0 || 2 * most < texts.length) return []
  const best = counted.filter(({ count }) => count === most).map(({ format }) => format)
  // the ISO format comes first, and is also one of the plain dates
  return best[0] === isoFormat ? [isoFormat] : best
}

/** A format as a user would write it: without the optional parts that these texts do not need. */
export function simplestFormat(format: string, texts: readonly string[]): string {
  const innermost = /\[[^[\]]*\]/g
  const bare = [1, 2, 3, 4].reduce((short) => short.replace(innermost, ''), format)
  const simple = [bare, `${bare} H:mm`, `${bare} H:mm:ss`]
  return simple.find((short) => texts.slice(0, sampleSize).every(dateReader(short))) ?? format
}
