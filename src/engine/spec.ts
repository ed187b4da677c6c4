/** A trial's specification, the search space with every hole filled in: schemas built from the registries. */
import { z } from 'zod'
import { checkSchema, type SchemaFault } from '../schema-faults.ts'
import { type Tagged, taggedUnion } from '../tagged-union.ts'
import { layers } from './layers/index.ts'
import type { Layer } from './layers/layer.ts'
import { losses } from './losses/index.ts'
import type { Loss } from './losses/loss.ts'
import { optimizers } from './optimizers/index.ts'
import type { Optimizer } from './optimizers/optimizer.ts'
import { schedules } from './schedules/index.ts'
import type { Schedule } from './schedules/schedule.ts'

export type LayerSpec = Tagged<typeof layers>
export type LossSpec = Tagged<typeof losses>
export type OptimizerSpec = Tagged<typeof optimizers>

export const LayerSpec: z.ZodType<LayerSpec> = taggedUnion<LayerSpec>(
  'layer',
  withNested(layers, () => LayerSpec),
)
export const OptimizerSpec = taggedUnion<OptimizerSpec>('optimizer', optimizers)

export type ScheduleSpec = { type: keyof typeof schedules } & Record<string, unknown>
export const ScheduleSpec = taggedUnion<ScheduleSpec>('schedule', schedules)

export const LossSpec = taggedUnion<LossSpec>('loss', losses)

export const TrialSpec = z.strictObject({
  preprocess: z.record(z.string(), z.unknown()).optional(), // checked where data are prepared
  layers: z.array(LayerSpec).min(1).max(64),
  loss: LossSpec,
  classWeights: z
    .union(
      [
        z.enum(['balanced', 'none']),
        z
          .record(z.string(), z.number().min(0).max(1e6))
          .refine((weights) => Object.keys(weights).length > 0, 'names at least one class'),
      ],
      { error: 'takes "balanced", "none", or weights from 0 up by class, such as {"yes": 20}' },
    )
    .optional()
    .describe(
      'how much the rows of each class count in train.loss: "balanced" (each class as much as any other), or weights by class, 1 for those not named; default: "none"',
    ),
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

/** Options that belong somewhere else, for who writes them beside the rest. */
const homes = {
  ...Object.fromEntries(optionNames(layers).map((option) => [option, 'one of the layers'])),
  ...Object.fromEntries(optionNames(optimizers).map((option) => [option, 'optimizer'])),
}

function optionNames(registry: Record<string, { options: z.ZodObject }>): string[] {
  return Object.values(registry).flatMap(({ options }) => Object.keys(options.shape))
}

/** Something wrong with a specification; the path leads to it from the specification's root. */
export type SpecFault = SchemaFault

/** @returns the specification with defaults filled in, or every fault */
export function parseTrialSpec(json: unknown): { spec: TrialSpec } | { faults: SpecFault[] } {
  const checked = checkSchema(TrialSpec, json, homes)
  return 'value' in checked ? { spec: checked.value } : checked
}

/** @throws Error with every fault */
export function checked(json: unknown): TrialSpec {
  const parsed = parseTrialSpec(json)
  if ('faults' in parsed) throw new Error(`Not a trial: ${JSON.stringify(parsed.faults)}`)
  return parsed.spec
}

/** The parts of a specification's definitions: what shared code asks instead of "which one is it?". */
export function findLayer(spec: LayerSpec): Layer {
  return layers[spec.type] as Layer
}

export function findLoss(spec: LossSpec): Loss {
  return losses[spec.type] as Loss
}

export function findOptimizer(spec: OptimizerSpec): Optimizer {
  return optimizers[spec.type] as Optimizer
}

export function findSchedule(spec: ScheduleSpec): Schedule {
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
