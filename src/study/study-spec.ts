/** The body of POST /v1/studies (design §5). What depends on the space or the dataset is checked in check-study.ts. */
import { z } from 'zod'
import { ValidationSpec } from '../data/split/validation.ts'
import { TrialSpec } from '../engine/spec.ts'
import { Direction } from '../search/compare/direction.ts'
import { maxClauses, maxForbidden } from '../search/constraints/parse-constraints.ts'
import { defaultPruner, PrunerSpec } from '../search/pruners/index.ts'
import { defaultSampler, SamplerSpec } from '../search/samplers/index.ts'
import { Params } from '../search/space/params.ts'

export const Objective = z
  .strictObject({
    metric: z
      .string()
      .min(1)
      .max(100)
      .describe('what is judged, e.g. validation.accuracy; a free name in an external study'),
    direction: Direction,
    sure: z
      .literal(true)
      .optional()
      .describe('yes, the worse values of a metric that Sweepd knows are wanted'),
  })
  .meta({ id: 'Objective' })
export type Objective = z.infer<typeof Objective>

const PostedObjective = Objective.extend({
  direction: Objective.shape.direction
    .optional()
    .describe('may be left out for the metrics of GET /v1/metrics: the better way'),
}).meta({ id: 'PostedObjective' })
type PostedObjective = z.infer<typeof PostedObjective>

/** `"validation.accuracy"` is short for `{ "metric": "validation.accuracy" }`. */
const ObjectiveOrMetric = z
  .preprocess(
    (objective) => (typeof objective === 'string' ? { metric: objective } : objective),
    PostedObjective,
  )
  .meta({
    shortForm: { type: 'string', minLength: 1, maxLength: 100 },
  }) as unknown as z.ZodType<PostedObjective>

export const Budget = z
  .strictObject({
    trials: z.int().min(1).max(1_000_000).optional().describe('trials at most'),
    seconds: z.number().positive().optional().describe('running time after which none is started'),
    target: z.number().optional().describe('objective value that ends the search'),
    noImprovement: z
      .strictObject({
        trials: z
          .int()
          .min(1)
          .max(1_000_000)
          .describe('ended trials in a row without a better value'),
        minDelta: z.number().min(0).default(0).describe('less than this is no better value'),
      })
      .optional()
      .describe('ends a search that has found nothing better for so long'),
    expectedImprovement: z
      .number()
      .positive()
      .optional()
      .describe('ends a search whose next trial is expected to improve the objective by less'),
  })
  .meta({ id: 'Budget' })

const WarmStartSpec = z.strictObject({
  study: z.string().min(1).max(100).describe('id; of the same dataset and objective'),
  trials: z
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .describe('taken at most: the best half of them, the others evenly over the rest'),
})

/** Free for the schema; search/space says what it means. */
export const SpaceSpec = z.record(z.string(), z.unknown()).meta({ id: 'Space' })

const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)

export const defaultValidation = ValidationSpec.parse({ type: 'holdout' })

/** What restricts a space, beside it; read by search/restricted-space.ts. */
export const restrictions = {
  constraints: z
    .array(z.string())
    .max(maxClauses)
    .optional()
    .describe('clauses that every trial must satisfy, e.g. "batchSize <= 64 or dropout > 0"'),
  forbidden: z
    .array(Params)
    .max(maxForbidden)
    .optional()
    .describe('combinations of values that no trial may have'),
}

/** The fields; what depends on several of them is in StudySpec. */
export const StudyFields = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('default: the name of the dataset and the time'),
  dataset: z.string().min(1).max(200).optional().describe('name or id; absent: external study'),
  objective: ObjectiveOrMetric.optional().describe(
    'default: accuracy of a classification, rmse of a regression; not for external studies',
  ),
  objectives: z.array(ObjectiveOrMetric).min(1).max(8).optional(),
  metrics: z
    .array(z.string().min(1).max(100))
    .max(20)
    .default([])
    .describe(
      'metrics to report each epoch beside the usual ones: validation.auc, validation.medianAbsoluteError',
    ),
  space: SpaceSpec.optional().describe(
    'a trial with holes in it; default: docs/defaults.md, not for external studies',
  ),
  ...restrictions,
  sampler: SamplerSpec.default({ type: defaultSampler }),
  pruner: PrunerSpec.default({ type: defaultPruner }),
  validation: ValidationSpec.optional().describe(
    'how rows are held back; default: as the test rows of the dataset were chosen, where it says so, else a random fifth',
  ),
  budget: Budget.default({}),
  parallelism: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('trials at once; default: what the workers can take'),
  seed: seed.default(0),
  ordered: z
    .boolean()
    .default(false)
    .describe('replayable: trial n sees only trials up to n - parallelism'),
  enqueue: z
    .array(z.record(z.string(), z.unknown()))
    .max(1_000)
    .default([])
    .describe(
      'configurations to try first: values by name, or a part of a filled-in space; the rest are defaults',
    ),
  defaults: z
    .boolean()
    .optional()
    .describe('try the defaults before all else; default: when a hole has one'),
  warmStart: WarmStartSpec.optional().describe('finished trials of another study to learn from'),
  maxAttempts: z.int().min(1).max(10).default(3).describe('tries of a trial whose worker is lost'),
  leaseSeconds: z
    .number()
    .min(1)
    .max(7 * 86_400)
    .default(3_600)
    .describe('external study: silence after which a client has lost its trial'),
  keepModels: z
    .int()
    .min(0)
    .max(1_000)
    .default(10)
    .describe('models kept: those of the best trials'),
})

/** Fields that belong somewhere else, for who writes them beside the rest. */
export const homes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(TrialSpec.shape).map((field) => [field, 'space'])),
  ...Object.fromEntries(Object.keys(Budget.shape).map((field) => [field, 'budget'])),
  ...Object.fromEntries(Object.keys(Objective.shape).map((field) => [field, 'objective'])),
  learningRate: 'space.optimizer',
}

/** Also where other fields are at fault: all of it is told at once. */
const when = ({ value }: { value: unknown }) => typeof value === 'object' && value !== null

export const StudySpec = StudyFields.refine(
  ({ objective, objectives }) => objective === undefined || objectives === undefined,
  { message: 'give `objective`, or `objectives` for several', path: ['objective'], when },
)
  .refine(
    ({ dataset, objective, objectives }) =>
      dataset !== undefined || objective !== undefined || objectives !== undefined,
    {
      message: 'is missing: an external study says what is judged (else name a `dataset`)',
      path: ['objective'],
      when,
    },
  )
  .refine(({ dataset, space }) => dataset !== undefined || space !== undefined, {
    message: 'is missing: an external study says what may vary (else name a `dataset`)',
    path: ['space'],
    when,
  })
  .meta({ id: 'StudySpec' })
export type PostedStudy = z.infer<typeof StudySpec>

/** As it is stored: with a name, a space and a validation, every objective with its direction. */
export const StoredStudy = z.object({
  ...StudyFields.shape,
  name: z.string(),
  space: SpaceSpec,
  validation: ValidationSpec,
  objective: Objective.optional(),
  objectives: z.array(Objective).optional(),
})
export type StudySpec = z.infer<typeof StoredStudy>

/** The objectives, first one first. */
export function listObjectives(spec: Pick<StudySpec, 'objective' | 'objectives'>): Objective[] {
  return spec.objectives ?? (spec.objective ? [spec.objective] : [])
}

/** The objective that ranks trials. */
export function firstObjective(spec: Pick<StudySpec, 'objective' | 'objectives'>): Objective {
  const first = listObjectives(spec)[0]
  if (!first) throw new Error('a study has at least one objective')
  return first
}

/** A registry's entry and the options that go with it. */
export function chosen<T>(
  registry: Readonly<Record<string, T>>,
  { type, ...options }: { type: string },
): { definition: T; options: Record<string, unknown> } {
  const definition = registry[type]
  if (!definition) throw new Error(`there is no ${type} in this registry`)
  return { definition, options }
}
