/** What a mend does, in a few words for its button; pure. */

interface Mend {
  ignore?: (string | number)[]
  categorical?: (string | number)[]
  keep?: (string | number)[]
  missing?: string[]
  dropMissingTarget?: true
  datetime?: Record<string, string>
  test?: { split: string }
  delimiter?: string
  decimal?: string
  thousands?: string
  units?: string[]
  accounting?: boolean
}

export function mendText(mend: Mend): string {
  if (mend.ignore) return 'Leave it out'
  if (mend.keep) return 'Use it as an input'
  if (mend.categorical) return 'Read as categories'
  if (mend.missing) {
    const texts = mend.missing.map((text) => `“${text}”`).join(', ')
    return mend.dropMissingTarget ? `${texts}: no target, leave out` : `${texts} means missing`
  }
  if (mend.datetime) return 'Read as dates'
  if (mend.test) return 'Split the rows by it'
  const words = [
    ...(mend.delimiter === undefined ? [] : ['Confirm the delimiter']),
    ...(mend.decimal === undefined ? [] : [`Decimal mark ${mend.decimal}`]),
    ...(mend.thousands === undefined ? [] : [`Digits grouped by “${mend.thousands}”`]),
    ...(mend.units === undefined ? [] : [`Remove ${mend.units.join(', ')}`]),
    ...(mend.accounting === undefined ? [] : ['(5) means −5']),
  ]
  return words.length > 0 ? words.join('; ') : 'Read it so'
}
