/** Names of months, whole and short, in languages whose names do not contradict each other. */
const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl']
const english = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

const months = new Map<string, number>()
for (const language of languages) {
  for (const length of ['long', 'short'] as const) {
    const { format } = new Intl.DateTimeFormat(language, { month: length, timeZone: 'UTC' })
    for (let month = 1; month <= 12; month++) {
      months.set(plain(format(Date.UTC(2024, month - 1))), month)
    }
  }
}

const longestFirst = [...months.keys()].sort((a, b) => b.length - a.length)

/** Matches a name of a month in any case; English ones also cut short anywhere after three letters. */
export const monthPattern = `(?:(?:${longestFirst.join('|')})\\.?|(?:${english.join('|')})[a-z]*)`

/** The month that a text matched by `monthPattern` names, from 1. */
export function findMonth(name: string): number {
  const known = months.get(plain(name))
  return known ?? english.indexOf(name.slice(0, 3).toLowerCase()) + 1
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}
