/** Registers all generated tables of the docs, by the name in their markers. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { analysisTables } from './analyses.ts'
import { dataTables } from './data.ts'
import { filled } from './markdown.ts'
import { metricTables } from './metrics.ts'
import { networkTables } from './network.ts'
import { planTables } from './plan.ts'
import { searchTables } from './search.ts'

export const tables: Readonly<Record<string, () => string>> = {
  ...searchTables,
  ...networkTables,
  ...metricTables,
  ...dataTables,
  ...analysisTables,
  ...planTables,
}

export interface Page {
  file: string // relative to the root of the repository
  is: string
  shouldBe: string
}

/** The pages of docs/. */
export async function pages(): Promise<Page[]> {
  const names = (await readdir('docs')).filter((name) => name.endsWith('.md'))
  return await Promise.all(
    names.map(async (name) => {
      const file = path.join('docs', name)
      const is = await readFile(file, 'utf8')
      return { file, is, shouldBe: filled(is, tables) }
    }),
  )
}
