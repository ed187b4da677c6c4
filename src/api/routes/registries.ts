import { z } from 'zod'
import { Task } from '../../data/dataset.ts'
import type { Format } from '../../data/format.ts'
import { formats } from '../../data/formats/index.ts'
import { layers } from '../../engine/layers/index.ts'
import { losses } from '../../engine/losses/index.ts'
import { metrics } from '../../engine/metrics/index.ts'
import { type Metric as MetricDefinition, Part } from '../../engine/metrics/metric.ts'
import { optimizers } from '../../engine/optimizers/index.ts'
import { schedules } from '../../engine/schedules/index.ts'
import { Direction } from '../../search/compare/direction.ts'
import { pruners } from '../../search/pruners/index.ts'
import { samplers } from '../../search/samplers/index.ts'
import type { Api } from '../app.ts'
import { refusals, wholeListOf } from '../schemas/common.ts'

const Definition = z
  .strictObject({
    type: z.string(),
    description: z.string(),
    schema: z.record(z.string(), z.unknown()).describe('JSON Schema of it'),
  })
  .meta({ id: 'Definition' })
type Definition = z.infer<typeof Definition>

const Metric = z
  .strictObject({
    name: z.string().describe('as in `validation.NAME`'),
    description: z.string(),
    tasks: z.array(Task),
    better: Direction.describe('the direction of an objective that has none'),
    parts: z.array(Part).describe('of the data that it is reported for'),
    isOnRequest: z.boolean().describe('only where it is the objective or among `metrics`'),
  })
  .meta({ id: 'Metric' })

type Described = Readonly<Record<string, { summary: string; options: z.ZodObject }>>

/** What this server has, from the registries themselves; clients build their forms from it. */
export async function registryRoutes(app: Api): Promise<void> {
  const registries = {
    samplers: typed(samplers),
    pruners: typed(pruners),
    layers: typed(layers as unknown as Described),
    losses: typed(losses as unknown as Described),
    optimizers: typed(optimizers as unknown as Described),
    schedules: typed(schedules),
    formats: ofFormats(formats),
  }
  for (const [name, items] of Object.entries(registries)) {
    app.get(
      `/v1/${name}`,
      {
        schema: {
          operationId: `list${name[0]?.toUpperCase()}${name.slice(1)}`,
          summary: `List ${name} with the JSON Schema of their options`,
          tags: ['server'],
          response: { 200: wholeListOf(Definition), ...refusals() },
        },
      },
      async () => ({ items, next: null }),
    )
  }

  const described = Object.entries<MetricDefinition>(metrics).map(([name, metric]) => ({
    name,
    description: metric.summary,
    tasks: [...metric.tasks],
    better: metric.better,
    parts: [...metric.parts],
    isOnRequest: metric.collector !== null,
  }))
  app.get(
    '/v1/metrics',
    {
      schema: {
        operationId: 'listMetrics',
        summary: 'List metrics with their better direction',
        tags: ['server'],
        response: { 200: wholeListOf(Metric), ...refusals() },
      },
    },
    async () => ({
      items: described,
      next: null,
    }),
  )
}

/** As they are written: an object with `type` and the options beside it. */
function typed(registry: Described): Definition[] {
  return Object.entries(registry).map(([type, { summary, options }]) => ({
    type,
    description: summary,
    schema: jsonSchemaOf(z.strictObject({ type: z.literal(type), ...options.shape })),
  }))
}

/** Options of a format stand in the dataset's spec, beside those of every format. */
function ofFormats(registry: Readonly<Record<string, Format>>): Definition[] {
  return Object.entries(registry).map(([type, { summary, options, extensions }]) => ({
    type,
    description: `${summary}; files named ${extensions.join(', ')}`,
    schema: jsonSchemaOf(z.object({ format: z.literal(type), ...options.shape })),
  }))
}

function jsonSchemaOf(schema: z.ZodType): Definition['schema'] {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}
