import { z } from 'zod'
import { formats } from '../../data/formats/index.ts'
import { layers } from '../../engine/layers/index.ts'
import { losses } from '../../engine/losses/index.ts'
import { optimizers } from '../../engine/optimizers/index.ts'
import { pruners } from '../../search/pruners/index.ts'
import { samplers } from '../../search/samplers/index.ts'
import type { Api } from '../app.ts'
import { problems } from '../schemas/common.ts'

interface Entry {
  options: z.ZodObject
  summary?: string
}

const Answer = z.object({
  items: z.array(
    z.object({
      type: z.string(),
      description: z.string(),
      schema: z.unknown().describe('JSON Schema of its options'),
    }),
  ),
  next: z.null(),
})

/** What this server has; clients build their forms from it. */
export async function registryRoutes(app: Api): Promise<void> {
  const registries: Record<string, Readonly<Record<string, unknown>>> = {
    samplers,
    pruners,
    layers,
    losses,
    optimizers,
    formats,
  }
  for (const [name, registry] of Object.entries(registries)) {
    const items = Object.entries(registry as Record<string, Entry>).map(([type, entry]) => ({
      type,
      description: entry.summary ?? entry.options.description ?? '',
      schema: z.toJSONSchema(entry.options, { io: 'input', unrepresentable: 'any' }),
    }))
    app.get(
      `/v1/${name}`,
      {
        schema: {
          operationId: `list${name[0]?.toUpperCase()}${name.slice(1)}`,
          summary: `The ${name} of this server`,
          tags: ['server'],
          response: { 200: Answer, ...problems },
        },
      },
      async () => ({ items, next: null }),
    )
  }
}
