/** Generates the tables of samplers and pruners. */
import type { Pruner } from '../../src/search/pruner.ts'
import { pruners } from '../../src/search/pruners/index.ts'
import type { Sampler } from '../../src/search/sampler.ts'
import { samplers } from '../../src/search/samplers/index.ts'
import { code, tableOf } from './markdown.ts'
import { optionsTable } from './options.ts'

const entries = Object.entries<Sampler>(samplers)

export const searchTables = {
  samplers: () =>
    tableOf(
      ['sampler', 'for', 'learns', 'source'],
      entries.map(([name, { suits, usesHistory, source }]) => [
        code(name),
        suits,
        usesHistory ? 'yes' : 'no',
        source,
      ]),
    ),
  'sampler-options': () => optionsTable('sampler', samplers),
  'sampler-phases': () =>
    tableOf(
      ['`sampler`', '`phase`', 'other keys'],
      entries.flatMap(([name, sampler]) =>
        phaseRows(sampler).map((cells) => [code(name), ...cells]),
      ),
    ),
  pruners: () =>
    tableOf(
      ['pruner', 'a trial ends when', 'source'],
      Object.entries<Pruner>(pruners).map(([name, { endsWhen, source }]) => [
        code(name),
        endsWhen,
        source,
      ]),
    ),
  'pruner-options': () => optionsTable('pruner', pruners),
  'pruner-details': () =>
    tableOf(
      ['pruner', 'key', 'meaning'],
      Object.entries<Pruner>(pruners).flatMap(([name, { details }]) =>
        Object.entries(details).map(([key, meaning]) => [code(name), keyText(key), meaning]),
      ),
    ),
} satisfies Record<string, () => string>

/** Merges phases with the same text into one row. */
function phaseRows({ phases }: Sampler): string[][] {
  const phasesOf = new Map<string, string[]>()
  for (const [phase, keys] of Object.entries(phases)) {
    const text = Object.entries(keys).map(([key, meaning]) => `${keyText(key)}: ${meaning}`)
    if (phase === '*') text.push('and the keys of the chosen sampler')
    const said = text.join('; ')
    const named = phase === '*' ? 'phase of the chosen sampler' : code(phase)
    phasesOf.set(said, [...(phasesOf.get(said) ?? []), named])
  }
  return [...phasesOf].map(([said, names]) => [names.join(', '), said])
}

/** Turns `weight*` into `weight0` …. */
function keyText(key: string): string {
  if (key.endsWith('*')) return `${code(`${key.slice(0, -1)}0`)} …`
  return code(key.replace(/\?$/, ''))
}
