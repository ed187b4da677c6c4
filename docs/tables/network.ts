/** Generates the tables of layers, losses, optimizers and schedules. */
import type { z } from 'zod'
import { layers } from '../../src/engine/layers/index.ts'
import { losses } from '../../src/engine/losses/index.ts'
import { optimizers } from '../../src/engine/optimizers/index.ts'
import { schedules } from '../../src/engine/schedules/index.ts'
import { code, tableOf } from './markdown.ts'
import { optionsTable } from './options.ts'

type Described = Readonly<Record<string, { summary: string; options: z.ZodObject }>>

export const networkTables = {
  ...tablesOf('layer', 'layers', layers as unknown as Described),
  ...tablesOf('loss', 'losses', losses as unknown as Described),
  ...tablesOf('optimizer', 'optimizers', optimizers as unknown as Described),
  ...tablesOf('schedule', 'schedules', schedules),
  losses: () =>
    tableOf(
      ['loss', 'description', 'task'],
      Object.entries(losses).map(([name, { summary, tasks }]) => [
        code(name),
        summary,
        tasks.join(', '),
      ]),
    ),
}

/** The summary of each member, then the options of all. */
function tablesOf(kind: string, kinds: string, registry: Described): Record<string, () => string> {
  const rows = Object.entries(registry).map(([name, { summary }]) => [code(name), summary])
  return {
    [kinds]: () => tableOf([kind, 'description'], rows),
    [`${kind}-options`]: () => optionsTable(kind, registry),
  }
}
