/**
 * Makes column names unique: the first used column of a name keeps it, and the others get `_2`, `_3` and so on.
 *
 * @param used  whether a column is the target or an input
 */
export function uniqueNames(names: readonly string[], used: (index: number) => boolean): string[] {
  const unique = [...names]
  const taken = new Set<string>(names)
  const seen = new Set<string>()
  const order = [...names.keys()].sort((a, b) => Number(used(b)) - Number(used(a)) || a - b)
  for (const index of order) {
    const name = names[index]!
    if (seen.has(name)) {
      let number = 2
      while (taken.has(`${name}_${number}`)) number++
      unique[index] = `${name}_${number}`
    }
    seen.add(name)
    taken.add(unique[index]!)
  }
  return unique
}
