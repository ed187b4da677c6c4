/** How a dropped file is to be read: the spec of its upload, changed by roles and mends. Pure. */

type Reference = string | number

export interface DatasetSpec {
  name: string
  task?: 'classification' | 'regression'
  target?: Reference
  ignore?: Reference[]
  categorical?: Reference[]
  keep?: Reference[]
  missing?: string[]
  ordered?: Record<string, string[]>
  datetime?: Reference[] | Record<string, string>
  sampleWeight?: Reference
  [option: string]: unknown
}

export type Mend = Readonly<Record<string, unknown>>

/** What a column is for, as the page offers it. */
export type Role = 'auto' | 'target' | 'ignore' | 'categorical' | 'ordered' | 'weight'

const extensions = /\.(gz|zip)$|\.(csv|tsv|txt|data|parquet)$/i

/** A name that the API accepts and no dataset has. */
export function nameFor(fileName: string, taken: readonly string[]): string {
  const bare = fileName.replace(extensions, '').replace(extensions, '')
  const plain = bare
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 70)
  const name = plain === '' ? 'dataset' : plain
  if (!taken.includes(name)) return name
  let number = 2
  while (taken.includes(`${name}-${number}`)) number++
  return `${name}-${number}`
}

/** Lists and objects are added to those of the spec, other values replace them (docs/datasets.md). */
export function withMend(spec: DatasetSpec, mend: Mend): DatasetSpec {
  let changed = spec
  for (const column of (mend.ignore as Reference[] | undefined) ?? []) {
    changed = withoutColumn(changed, column)
  }
  for (const [member, value] of Object.entries(mend)) {
    changed = { ...changed, [member]: joined(changed[member], value) }
  }
  return changed
}

function joined(given: unknown, added: unknown): unknown {
  if (Array.isArray(added))
    return [...new Set([...((given as unknown[] | undefined) ?? []), ...added])]
  if (typeof added !== 'object' || added === null) return added
  // dates without a format are found without being named
  const before = typeof given === 'object' && !Array.isArray(given) ? given : {}
  return { ...before, ...added }
}

export function roleOf(spec: DatasetSpec, column: string): Role {
  if (spec.target === column) return 'target'
  if (spec.sampleWeight === column) return 'weight'
  if (spec.ignore?.includes(column)) return 'ignore'
  if (spec.ordered !== undefined && Object.hasOwn(spec.ordered, column)) return 'ordered'
  return spec.categorical?.includes(column) ? 'categorical' : 'auto'
}

/**
 * @param order      texts of the column from the lowest to the highest, for `ordered`
 * @param isLeftOut  the column was left out without being named: `auto` takes it in
 */
export function withRole(
  spec: DatasetSpec,
  column: string,
  role: Role,
  { order = [], isLeftOut = false }: { order?: readonly string[]; isLeftOut?: boolean } = {},
): DatasetSpec {
  const plain = withoutColumn(spec, column)
  if (role === 'target') {
    const { task: _, ...rest } = plain // the task follows from the target
    return { ...rest, target: column }
  }
  if (role === 'weight') return { ...plain, sampleWeight: column }
  if (role === 'ignore') return { ...plain, ignore: [...(plain.ignore ?? []), column] }
  if (role === 'categorical') {
    return { ...plain, categorical: [...(plain.categorical ?? []), column] }
  }
  if (role === 'ordered') return { ...plain, ordered: { ...plain.ordered, [column]: [...order] } }
  return isLeftOut ? { ...plain, keep: [...(plain.keep ?? []), column] } : plain
}

/** Takes a column out of every list, so that it is what its values say. */
function withoutColumn(spec: DatasetSpec, column: Reference): DatasetSpec {
  const { target, sampleWeight, ...rest } = spec
  const changed: DatasetSpec = {
    ...rest,
    ...(target !== undefined && target !== column && { target }),
    ...(sampleWeight !== undefined && sampleWeight !== column && { sampleWeight }),
  } as DatasetSpec
  for (const list of ['ignore', 'categorical', 'keep'] as const) {
    const left = changed[list]?.filter((one) => one !== column)
    if (left === undefined) continue
    if (left.length > 0) changed[list] = left
    else delete changed[list]
  }
  for (const map of ['ordered', 'datetime'] as const) {
    const given = changed[map]
    if (given === undefined || Array.isArray(given)) continue
    const left = Object.fromEntries(Object.entries(given).filter(([name]) => name !== column))
    if (Object.keys(left).length > 0) changed[map] = left as never
    else delete changed[map]
  }
  return changed
}
