import { type CountedText, countRows } from './counted-texts.ts'
import { type Notation, numberReader } from './notation.ts'

/** A notation that reads more texts as numbers: the options to change, and the texts that it reads. */
export interface OtherNotation {
  options: Partial<Notation>
  reads(text: CountedText): boolean
}

const sampleSize = 2_000 // distinct texts used to choose a notation
const manyTexts = 20 // fewer with a unit, such as '36 months' and '60 months', are categories
const currencyCodes = Intl.supportedValuesOf('currency').join('|')
const symbol = String.raw`\p{L}{0,3}\p{Sc}|Rs\.?|[%‰]`
const unit = new RegExp(
  `^(?:${symbol}|${currencyCodes})(?=\\s?[+-]?\\s?[\\d.,])|(?<=[\\d.,]\\s?)(?:${symbol}|${currencyCodes})$`,
  'u',
)
const anyPrefix = /^['’~≈±](?=\s?[+-]?[\d.,])/u
const anySuffix = /(?<=\d)\s?(?<unit>[\p{L}µ°²³Ω][\p{L}µ°²³Ω/]{0,7})$/u

/** Notations that read the most rows as numbers, with the fewest changes; empty if the given one reads as many. */
export function otherNotations(texts: readonly CountedText[], notation: Notation): OtherNotation[] {
  const step = Math.max(1, texts.length / sampleSize)
  const sample = texts.filter((_, index) => index % step < 1)
  const tried = candidates(sample, notation).map((options) => {
    const read = numberReader({ ...notation, ...options })
    const reads = ({ text }: CountedText) => read(text) !== null
    return { options, reads, rows: countRows(sample.filter(reads)) }
  })
  const most = Math.max(...tried.map(({ rows }) => rows))
  const best = tried.filter(({ rows }) => rows === most)
  // digits that are grouped in no text need no mark
  const changes = ({ options }: OtherNotation) =>
    Object.keys(options).length - (options.thousands === 'none' ? 0.5 : 0)
  const fewest = Math.min(...best.map(changes))
  return fewest === 0 ? [] : best.filter((other) => changes(other) === fewest)
}

/** Formats options as members of a spec, such as `"decimal": ","`. */
export function asMembers(options: Partial<Notation>): string {
  const members = Object.entries(options)
  return members.map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(' and ')
}

function candidates(texts: readonly CountedText[], notation: Notation): Partial<Notation>[] {
  const found = findUnits(texts).filter((unit) => !notation.units.includes(unit))
  const units = found.length > 0 ? [{}, { units: [...notation.units, ...found] }] : [{}]
  const isAccounting = texts.some(({ text }) => /^\(.*\d.*\)$|\d-$/.test(text))
  const accounting = isAccounting && !notation.accounting ? [{}, { accounting: true }] : [{}]
  const marks = (['.', ','] as const).flatMap((decimal) =>
    (['none', ',', '.', ' ', "'", '_'] as const)
      .filter((thousands) => thousands !== decimal)
      .map((thousands) => ({
        ...(decimal !== notation.decimal && { decimal }),
        ...(thousands !== notation.thousands && { thousands }),
      })),
  )
  return marks.flatMap((mark) =>
    units.flatMap((unit) => accounting.map((negative) => ({ ...mark, ...unit, ...negative }))),
  )
}

/** Finds currencies and percent signs, and any other unit that nearly all of many texts have. */
function findUnits(texts: readonly CountedText[]): string[] {
  const units = new Set<string>()
  const others = new Map<string, number>()
  for (const { text } of texts) {
    const bare = text.replace(/^\(|\)$|^[+−-]\s?|-$/g, '')
    const known = unit.exec(bare)?.[0]
    if (known) units.add(known)
    const other = anySuffix.exec(bare)?.groups?.unit ?? anyPrefix.exec(text)?.[0]
    if (other) others.set(other, (others.get(other) ?? 0) + 1)
  }
  for (const [other, count] of others) {
    if (count > manyTexts && count >= 0.9 * texts.length) units.add(other)
  }
  return [...units].slice(0, 5)
}
