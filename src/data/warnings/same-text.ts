import { textColumns } from './text-columns.ts'
import { defineWarning } from './warning.ts'

const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/g

/** Finds classes and categories that differ only in capitals, blanks or invisible characters. They stay separate. */
export const sameText = defineWarning({
  code: 'same-text',
  summary: 'classes or categories that differ only in capitals, blanks or invisible characters',
  find: (dataset) =>
    textColumns(dataset).flatMap(({ name, levels }) => {
      const [first, ...more] = spellings(levels)
      if (!first) return []
      const [one, other] = first
      const others = more.length === 0 ? '' : `, and ${more.length} more such pairs`
      return {
        column: name,
        message: `'${name}' has both ${shown(one)} and ${shown(other)}${others}: they look alike, but are kept apart`,
        suggestion: 'if they mean the same, write them the same way in the file',
      }
    }),
})

/** Pairs of levels that look alike: each later spelling with the first. */
function spellings(levels: readonly string[]): [string, string][] {
  const seen = new Map<string, string>()
  const pairs: [string, string][] = []
  for (const level of levels) {
    const look = level
      .normalize('NFKC')
      .replace(invisible, '')
      .replace(/\s+/g, ' ')
      .trim()
      .toLowerCase()
    const first = seen.get(look)
    if (first === undefined) seen.set(look, level)
    else pairs.push([first, level])
  }
  return pairs
}

/** A text with what cannot be seen in it written out. */
function shown(text: string): string {
  const written = (character: string) =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return `'${text.replace(/[^\S ]|\p{M}/gu, written).replace(invisible, written)}'`
}
