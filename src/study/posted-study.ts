/** Body of POST /v1/studies. Rules that depend on the space or the dataset are in check-study.ts. */
import { z } from 'zod'
import { ValidationSpec } from '../data/split/validation.ts'
import { TrialSpec } from '../engine/spec.ts'
import { maxClauses, maxForbidden } from '../search/constraints/parse-constraints.ts'
import { defaultPruner, PrunerSpec } from '../search/pruners/index.ts'
import { defaultSampler, SamplerSpec } from '../search/samplers/index.ts'
import { Params } from '../search/space/params.ts'
import { EnsembleSpec, FinalistsSpec } from './finalists/finalists-spec.ts'
import { Objective } from './objectives.ts'

const PostedObjective = Objective.extend({
  direction: Objective.shape.direction
    .optional()
    .describe(
      'minimize or maximize; optional for the metrics of GET /v1/metrics, which have a default',
    ),
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
    trials: z.int().min(1).max(1_000_000).optional().describe('maximum number of trials'),
    seconds: z
      .number()
      .positive()
      .optional()
      .describe(
        'running time of the search in seconds, without pauses; running trials then end at their best epoch; with `finalists.share`, of the search, its finalists and the refit together',
      ),
    target: z
      .number()
      .optional()
      .describe(
        'objective value that ends the search, also at an epoch of a running trial; running trials then end at their best epoch',
      ),
    noImprovement: z
      .strictObject({
        trials: z
          .int()
          .min(1)
          .max(1_000_000)
          .describe('number of consecutive trials without a better value'),
        minDelta: z
          .number()
          .min(0)
          .default(0)
          .describe('minimum improvement that counts as better'),
      })
      .optional()
      .describe('ends a search that has not improved for this number of trials'),
    expectedImprovement: z
      .number()
      .positive()
      .optional()
      .describe(
        'ends a search when the expected improvement of the next trial falls below this value',
      ),
  })
  .meta({ id: 'Budget' })

const WarmStartSpec = z.strictObject({
  study: z.string().min(1).max(100).describe('id of a study with the same dataset and objective'),
  trials: z
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .describe(
      'maximum number of trials to use: half are the best, the others are spaced evenly over the rest',
    ),
})

export const Tag = z.string().trim().min(1).max(50)

export const Tags = z
  .array(Tag)
  .max(20)
  .refine((tags) => new Set(tags).size === tags.length, 'a tag appears twice')

export const Note = z
  .string()
  .max(10_000)
  .describe('note about the study for its readers, as Markdown')

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
    .describe('combinations of values to exclude'),
}

/** The fields; what depends on several of them is in PostedStudy. */
export const StudyFields = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('name of the study; default: the name of the dataset and the time'),
  tags: Tags.optional().describe('short texts to find the study by; default: none'),
  note: Note.optional(),
  dataset: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('name or id of the dataset; absent for an external study'),
  objective: ObjectiveOrMetric.optional().describe(
    'objective to optimize; default: accuracy for classification, rmse for regression; required for external studies',
  ),
  objectives: z.array(ObjectiveOrMetric).min(1).max(8).optional(),
  metrics: z
    .array(z.string().min(1).max(100))
    .max(20)
    .default([])
    .describe(
      'additional metrics to report each epoch: validation.auc, validation.medianAbsoluteError',
    ),
  space: SpaceSpec.optional().describe(
    'search space: a trial specification with holes; the default is described in docs/defaults.md; required for external studies',
  ),
  ...restrictions,
  sampler: SamplerSpec.default({ type: defaultSampler }),
  pruner: PrunerSpec.default({ type: defaultPruner }),
  validation: ValidationSpec.optional().describe(
    'how validation rows are held back; default: the same way as the test rows of the dataset if it defines one, otherwise a random fifth',
  ),
  budget: Budget.default({}),
  parallelism: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('maximum number of trials running at once; default: the capacity of the workers'),
  seed: seed.default(0),
  ordered: z
    .boolean()
    .default(false)
    .describe(
      'makes the search reproducible: trial n is suggested from the results of trials up to n - parallelism only',
    ),
  enqueue: z
    .array(z.record(z.string(), z.unknown()))
    .max(1_000)
    .default([])
    .describe(
      'configurations to try first: values by parameter name, or part of a filled-in space; missing values are defaults',
    ),
  defaults: z
    .boolean()
    .optional()
    .describe('try the default configuration first; default: true if any hole has a default'),
  warmStart: WarmStartSpec.optional().describe('finished trials of another study to learn from'),
  finalists: FinalistsSpec.optional().describe(
    'when the search has ended, its best trials are trained again with new seeds and ranked by the mean; default: none',
  ),
  refit: z
    .boolean()
    .optional()
    .describe(
      'at the end, the winner is trained on training and validation rows together, for the median of its best epochs, and is the study’s model; default: true with `finalists`',
    ),
  ensemble: EnsembleSpec.optional().describe(
    'the model of the study is a weighted mean of trainings of its finalists, chosen on the validation rows; needs `finalists`; default: none',
  ),
  maxAttempts: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('maximum attempts at a trial whose worker is lost'),
  leaseSeconds: z
    .number()
    .min(1)
    .max(7 * 86_400)
    .default(3_600)
    .describe('external studies: seconds without a report after which a client loses its trial'),
  keepModels: z
    .int()
    .min(0)
    .max(1_000)
    .default(10)
    .describe('number of models to keep: those of the best trials'),
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

export const PostedStudy = StudyFields.refine(
  ({ objective, objectives }) => objective === undefined || objectives === undefined,
  { message: 'give either `objective` or `objectives`, not both', path: ['objective'], when },
)
  .refine(
    ({ dataset, objective, objectives }) =>
      dataset !== undefined || objective !== undefined || objectives !== undefined,
    {
      message: 'is missing: an external study needs an objective (or give a `dataset`)',
      path: ['objective'],
      when,
    },
  )
  .refine(({ dataset, space }) => dataset !== undefined || space !== undefined, {
    message: 'is missing: an external study needs a space (or give a `dataset`)',
    path: ['space'],
    when,
  })
  .meta({ id: 'StudySpec' })
export type PostedStudy = z.infer<typeof PostedStudy>
