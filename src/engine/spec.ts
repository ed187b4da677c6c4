/** Schemas of a trial's specification, the search space with every hole filled in; built from the registries. */
import { z } from 'zod'
import { checkSchema, type SchemaFault } from '../schema-faults.ts'
import { type Tagged, taggedUnion } from '../tagged-union.ts'
import { AveragingSpec } from './averaging.ts'
import { Calibration } from './calibration/calibration.ts'
import { layers } from './layers/index.ts'
import type { Layer } from './layers/layer.ts'
import { losses } from './losses/index.ts'
import type { Loss } from './losses/loss.ts'
import { TestShiftsSpec } from './network/test-shifts.ts'
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
          .refine((weights) => Object.keys(weights).length > 0, 'must name at least one class'),
      ],
      {
        error:
          'must be "balanced", "none", or weights by class, numbers from 0, such as {"yes": 20}',
      },
    )
    .optional()
    .describe(
      'how much the rows of each class count in train.loss: "balanced" (each class as much as any other), or weights by class, 1 for those not named; default: "none"',
    ),
  optimizer: OptimizerSpec,
  schedule: ScheduleSpec.optional().describe('of the learning rate; default: constant'),
  averaging: AveragingSpec.optional().describe(
    'ema: the weights are averaged over the updates, and the averaged ones are evaluated, kept and used for predictions; default: none',
  ),
  clipNorm: z
    .number()
    .positive()
    .max(1e30)
    .optional()
    .describe('gradients whose norm over all weights is larger are scaled down to it'),
  mixup: z
    .strictObject({
      alpha: z
        .number()
        .min(0.01)
        .max(1)
        .describe('mixing weights are drawn from Beta(alpha, alpha)'),
    })
    .optional()
    .describe('mixup: trains on mixtures of two samples (Zhang et al. 2018)'),
  testShifts: TestShiftsSpec.optional(),
  calibration: Calibration.optional().describe(
    'of the predicted deviations; default: learned from the validation rows after the training, and by a refit, which has none, taken from the finalists',
  ),
  batchSize: z.int().min(1).max(65_536),
  epochs: z.int().min(1).max(100_000),
  earlyStopping: z
    .strictObject({
      patience: z.int().min(1).max(100_000).describe('epochs without improvement before stopping'),
      minDelta: z
        .number()
        .min(0)
        .default(0)
        .describe('smallest change that counts as an improvement, in the unit of the objective'),
    })
    .optional()
    .describe(
      'ends a trial when its objective stops improving; the result is always that of the best epoch',
    ),
})
export type TrialSpec = z.infer<typeof TrialSpec>

/** Where options belong that are often written at the top level. */
const homes = {
  ...Object.fromEntries(optionNames(layers).map((option) => [option, 'one of the layers'])),
  ...Object.fromEntries(optionNames(optimizers).map((option) => [option, 'optimizer'])),
}

function optionNames(registry: Record<string, { options: z.ZodObject }>): string[] {
  return Object.values(registry).flatMap(({ options }) => Object.keys(options.shape))
}

/** A fault of a specification, with the path from its root. */
export type SpecFault = SchemaFault

/** @returns the specification with defaults filled in, or all its faults */
export function parseTrialSpec(json: unknown): { spec: TrialSpec } | { faults: SpecFault[] } {
  const checked = checkSchema(TrialSpec, json, homes)
  return 'value' in checked ? { spec: checked.value } : checked
}

/** @throws Error with all faults */
export function checked(json: unknown): TrialSpec {
  const parsed = parseTrialSpec(json)
  if ('faults' in parsed)
    throw new Error(`Invalid trial specification: ${JSON.stringify(parsed.faults)}`)
  return parsed.spec
}

/** Definitions by type, so that shared code can ask for their properties instead of their names. */
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

/** Gives the options that hold nested layers the schema of layers. */
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
