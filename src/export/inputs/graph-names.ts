/** Names of columns inside graphs: TensorFlow and Python accept only ASCII letters, digits and `_`. */

/** Names of outputs. */
const taken = ['samples', 'probabilities', 'label', 'value', 'deviation', 'low', 'high']

/** Distinct names in the order of the columns: 'Größe m²' becomes 'Grosse_m2'. */
export function graphNames(columns: readonly string[]): string[] {
  const used = new Set(taken)
  return columns.map((column) => {
    const plain = column
      .replaceAll('ß', 'ss')
      .normalize('NFKD')
      .replace(/\p{Mark}/gu, '')
      .replace(/[^A-Za-z0-9_]+/g, '_')
    // not as TensorFlow's ops are named here, such as `Const_3`
    const isOp = /^[A-Z]\w*_\d+$/.test(plain)
    const name = /^[A-Za-z0-9]/.test(plain) && !isOp ? plain : `column_${plain}`
    let free = name
    for (let count = 2; used.has(free); count++) free = `${name}_${count}`
    used.add(free)
    return free
  })
}
