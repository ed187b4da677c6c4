/** A trial's specification, the search space with every hole filled in: schemas built from the registries. */
import { z } from 'zod'
import { layers } from './layers/index.ts'
import type { Layer } from './layers/layer.ts'
import { losses } from './losses/index.ts'
import type { Loss } from './losses/loss.ts'
import { optimizers } from './optimizers/index.ts'
import type { Optimizer } from './optimizers/optimizer.ts'
import { schedules } from './schedules/index.ts'
import type { Schedule } from './schedules/schedule.ts'

/** One of a registry's definitions, named by `type`, with its options beside it. */
type Typed<Registry extends Record<string, { options: z.ZodObject }>> = {
  [Name in keyof Registry]: { type: Name } & z.infer<Registry[Name]['options']>
}[keyof Registry]

export type LayerSpec = Typed<typeof layers>
export type LossSpec = Typed<typeof losses>
export type OptimizerSpec = Typed<typeof optimizers>

export const LayerSpec: z.ZodType<LayerSpec> = typed<LayerSpec>(
  'layer',
  withNested(layers, () => LayerSpec),
)
export const OptimizerSpec = typed<OptimizerSpec>('optimizer', optimizers)

export type ScheduleSpec = { type: keyof typeof schedules } & Record<string, unknown>
export const ScheduleSpec = typed<ScheduleSpec>('schedule', schedules)

/** `"crossEntropy"` is short for `{ "type": "crossEntropy" }`. */
export const LossSpec = z.preprocess(
  (loss) => (typeof loss === 'string' ? { type: loss } : loss),
  typed<LossSpec>('loss', losses),
)

export const TrialSpec = z.strictObject({
  preprocess: z.record(z.string(), z.unknown()).optional(), // checked where data are prepared
  layers: z.array(LayerSpec).min(1).max(64),
  loss: LossSpec,
  optimizer: OptimizerSpec,
  schedule: ScheduleSpec.optional().describe('of the learning rate; default: constant'),
  clipNorm: z
    .number()
    .positive()
    .max(1e30)
    .optional()
    .describe('gradients longer than this, over all weights, are shortened to it'),
  mixup: z
    .strictObject({
      alpha: z.number().min(0.01).max(1).describe('shares are drawn from Beta(alpha, alpha)'),
    })
    .optional()
    .describe('trains on mixtures of two samples (Zhang et al. 2018)'),
  batchSize: z.int().min(1).max(65_536),
  epochs: z.int().min(1).max(100_000),
  earlyStopping: z
    .strictObject({
      patience: z.int().min(1).max(100_000).describe('epochs without a better value'),
      minDelta: z
        .number()
        .min(0)
        .default(0)
        .describe('gains up to this, in the unit of the objective, do not count as better'),
    })
    .optional()
    .describe('ends a trial whose objective does not improve; the best epoch counts either way'),
})
export type TrialSpec = z.infer<typeof TrialSpec>

/** Something wrong with a specification; the path leads to it from the specification's root. */
export interface SpecFault {
  path: PropertyKey[]
  detail: string
}

/** @returns the specification with defaults filled in, or every fault */
export function parseTrialSpec(json: unknown): { spec: TrialSpec } | { faults: SpecFault[] } {
  const parsed = TrialSpec.safeParse(json)
  if (parsed.success) return { spec: parsed.data }
  return {
    faults: parsed.error.issues.flatMap((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [null]
      return keys.map((key) => ({
        path: existing(json, key === null ? issue.path : [...issue.path, key]),
        detail: issue.message,
      }))
    }),
  }
}

/** The parts of a specification's definitions: what shared code asks instead of "which one is it?". */
export function layerOf(spec: LayerSpec): Layer {
  return layers[spec.type] as Layer
}

export function lossOf(spec: LossSpec): Loss {
  return losses[spec.type] as Loss
}

export function optimizerOf(spec: OptimizerSpec): Optimizer {
  return optimizers[spec.type] as Optimizer
}

export function scheduleOf(spec: ScheduleSpec): Schedule {
  return schedules[spec.type]
}

/** Options that hold layers take what layers may be. */
function withNested(
  registry: Record<string, Layer>,
  inner: () => z.ZodType,
): Record<string, { options: z.ZodObject }> {
  return Object.fromEntries(
    Object.entries(registry).map(([name, { options, nested }]) => {
      if (nested === undefined) return [name, { options }]
      const given = options.shape[nested] as z.ZodArray
      const meta = given.description === undefined ? {} : { description: given.description }
      const list = z.array(z.lazy(inner)).min(1).max(16).meta(meta)
      return [name, { options: z.strictObject({ ...options.shape, [nested]: list }) }]
    }),
  )
}

/** Specs named by `type`; an unknown name is answered with the names that there are. */
function typed<Spec>(
  kind: string,
  registry: Record<string, { options: z.ZodObject }>,
): z.ZodType<Spec> {
  const options = Object.entries(registry).map(([name, { options }]) =>
    z.strictObject(
      { type: z.literal(name), ...options.shape },
      {
        error: (issue) =>
          issue.code === 'unrecognized_keys'
            ? `${name} has no option ${(issue.keys as string[]).join(', ')}: it takes ${namesOf(options.shape)}`
            : undefined,
      },
    ),
  )
  const union = z.discriminatedUnion('type', options as [(typeof options)[number]], {
    error: ({ code, input }) => {
      if (code !== 'invalid_union') return undefined
      const { type } = input as { type?: unknown }
      const wrong =
        type === undefined
          ? `a ${kind} needs a type`
          : `no ${kind} is called ${JSON.stringify(type)}`
      return `${wrong}: there are ${namesOf(registry)}`
    },
  })
  return union as unknown as z.ZodType<Spec>
}

function namesOf(record: object): string {
  return Object.keys(record).join(', ') || 'none'
}

/** The path as far as the input has containers: a fault inside the short form of a loss is one of the whole. */
function existing(json: unknown, path: readonly PropertyKey[]): PropertyKey[] {
  let value = json
  for (const [depth, key] of path.entries()) {
    if (typeof value !== 'object' || value === null) return path.slice(0, depth)
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return [...path]
}
