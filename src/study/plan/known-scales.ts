/** Scales whose words have one order wherever they are used, from the lowest. Words are compared without case and marks. */
const scales = [
  ['po', 'fa', 'ta', 'gd', 'ex'],
  ['very poor', 'poor', 'fair', 'average', 'good', 'very good', 'excellent'],
  ['very bad', 'bad', 'ok', 'good', 'very good'],
  ['very low', 'low', 'medium', 'high', 'very high'],
  ['low', 'moderate', 'high'],
  ['low', 'mid', 'high'],
  ['very small', 'small', 'medium', 'large', 'very large'],
  ['xxs', 'xs', 's', 'm', 'l', 'xl', 'xxl', 'xxxl'],
  ['slow', 'medium', 'fast'],
  ['cold', 'mild', 'warm', 'hot'],
  ['none', 'mild', 'moderate', 'severe'],
  ['never', 'rarely', 'sometimes', 'often', 'always'],
  ['strongly disagree', 'disagree', 'neutral', 'agree', 'strongly agree'],
  ['very dissatisfied', 'dissatisfied', 'neutral', 'satisfied', 'very satisfied'],
  ['bronze', 'silver', 'gold', 'platinum'],
] as const

/** Two levels have no order that matters. */
const fewestLevels = 3

/**
 * The levels of a column in their order, if all of them are words of one scale.
 *
 * @returns null if they are not, or if two are the same word
 */
export function knownOrder(levels: readonly string[]): string[] | null {
  const words = levels.map((level) =>
    level
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
      .trim(),
  )
  if (words.length < fewestLevels || new Set(words).size < words.length) return null
  const scale: readonly string[] | undefined = scales.find((known) =>
    words.every((word) => (known as readonly string[]).includes(word)),
  )
  if (scale === undefined) return null
  const placed = levels.map((level, at) => ({ level, place: scale.indexOf(words[at]!) }))
  return placed.sort((a, b) => a.place - b.place).map(({ level }) => level)
}
