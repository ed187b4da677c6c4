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
import { fullList, refusals } from '../schemas/common.ts'

const Definition = z
  .strictObject({
    type: z.string(),
    description: z.string(),
    schema: z.record(z.string(), z.unknown()).describe('JSON Schema of its options'),
  })
  .meta({ id: 'Definition' })
type Definition = z.infer<typeof Definition>

const Metric = z
  .strictObject({
    name: z.string().describe('name of the metric, used as `validation.NAME`'),
    description: z.string(),
    tasks: z.array(Task),
    better: Direction.describe('the default direction of an objective with this metric'),
    parts: z.array(Part).describe('tasks for which the metric is reported'),
    isOnRequest: z
      .boolean()
      .describe('reported only if it is the objective or listed in `metrics`'),
  })
  .meta({ id: 'Metric' })

type Described = Readonly<Record<string, { summary: string; options: z.ZodObject }>>

/** Lists the registries of this server, for example for clients that build forms from them. */
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
          response: { 200: fullList(Definition), ...refusals() },
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
        response: { 200: fullList(Metric), ...refusals() },
      },
    },
    async () => ({
      items: described,
      next: null,
    }),
  )
}

/** Written as an object: `type` and the options. */
function typed(registry: Described): Definition[] {
  return Object.entries(registry).map(([type, { summary, options }]) => ({
    type,
    description: summary,
    schema: toJsonSchema(z.strictObject({ type: z.literal(type), ...options.shape })),
  }))
}

/** Options of a format are members of the dataset's spec, next to those of all formats. */
function ofFormats(registry: Readonly<Record<string, Format>>): Definition[] {
  return Object.entries(registry).map(([type, { summary, options, extensions }]) => ({
    type,
    description: `${summary}; files named ${extensions.join(', ')}`,
    schema: toJsonSchema(z.object({ format: z.literal(type), ...options.shape })),
  }))
}

function toJsonSchema(schema: z.ZodType): Definition['schema'] {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}
