/** Studies and trials as they are answered (design §6, fixed shapes). */
import { z } from 'zod'
import { StudyState } from '../../db/tables/studies/study-row.ts'
import { TrialSource } from '../../db/tables/trials/insert-trials.ts'
import { Direction } from '../../search/compare/direction.ts'
import { TrialState } from '../../search/trial.ts'
import { Objective, ParamsSpec } from '../../study/study-spec.ts'
import { Timestamp } from './common.ts'
import { ClassTable, Evaluation } from './evaluation.ts'

const count = z.int().min(0)

/** Flat but for `stop` and `filled`; the details are the sampler's own. */
const Provenance: z.ZodType<unknown> = z
  .looseObject({
    sampler: z.string().optional().describe('absent: enqueued or imported'),
    phase: z.string().optional().describe('of the sampler; or `enqueued`, `imported`, `repaired`'),
    filled: z
      .string()
      .optional()
      .describe('parameters that the user left open, and no default filled in'),
    stop: z.record(z.string(), z.unknown()).optional().describe('why a pruner would end it'),
    parent: z.int().nullable().optional().describe('number of the trial that it goes on from'),
    lastStep: z.number().optional().describe('the step at which its part of the work ends'),
  })
  .describe('why these params, and why it stopped')
  .meta({ id: 'Provenance' })

export const WarmStartAnswer = z
  .strictObject({
    study: z.string().describe('id of the other study'),
    considered: count.describe('complete trials of it that were looked at'),
    trials: count.describe('of them, taken over as history for the sampler'),
    matched: z.array(z.string()).describe('parameters with its name and kind of domain'),
    unmatched: z.array(z.strictObject({ name: z.string(), detail: z.string() })),
  })
  .meta({ id: 'WarmStart' })

/** A study of an earlier version may lack what has been added since: typed as what may be posted. */
export const StoredSpec = z.unknown().meta({ id: 'StoredStudySpec' })

/** A trial as it was trained, or the space of an external study with its holes filled in. */
export const FilledSpace = z.unknown().meta({ id: 'FilledSpace' })

export const Params = ParamsSpec.meta({ id: 'Params' })

export const StudyAnswer = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    state: StudyState,
    objective: Objective,
    objectives: z.array(Objective),
    dataset: z.string().nullable().describe('id; null for an external study'),
    spec: StoredSpec.describe('as posted, defaults filled in'),
    trials: z.strictObject({
      waiting: count,
      running: count,
      complete: count,
      pruned: count,
      failed: count,
      cancelled: count,
    }),
    best: z.strictObject({ number: z.int(), value: z.number(), params: Params }).nullable(),
    budget: z.strictObject({
      trials: z.int().nullable(),
      seconds: z.number().nullable(),
      target: z.number().nullable(),
    }),
    parallelism: z.int().nullable(),
    warmStart: WarmStartAnswer.nullable(),
    stopReason: z.string().nullable(),
    pruning: z
      .strictObject({
        share: z.number().describe('of the trials that is drawn'),
        audited: count.describe(
          'drawn trials that went on where the pruner would have stopped them',
        ),
        complete: count.describe('of them'),
        falsePruned: count.describe(
          'of these, better than the median of those that were let through',
        ),
        falsePruneRate: z.number().nullable(),
        regret: z
          .number()
          .nullable()
          .describe('how much better the best of them is than the best that was let through'),
      })
      .nullable()
      .describe('what pruning costs, where the pruner has an `audit` share'),
    version: z.int(),
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
    activeSeconds: z.number(),
  })
  .meta({ id: 'Study' })

export const TrialAnswer = z
  .strictObject({
    number: z.int(),
    state: TrialState,
    source: TrialSource,
    params: Params,
    spec: FilledSpace,
    value: z.number().nullable().describe('of the first objective; best so far while it runs'),
    values: z.array(z.number()).nullable(),
    constraints: z
      .array(z.number())
      .nullable()
      .describe('outcome constraints as they were told: above 0, one is violated'),
    step: z.int().nullable().describe('epoch of `value`'),
    lastStep: z.int().nullable(),
    reason: z.string().nullable(),
    startedAt: Timestamp.nullable(),
    endedAt: Timestamp.nullable(),
    durationMs: z.number().nullable(),
    attempt: z.int(),
    worker: z.string().nullable(),
    device: z.string().nullable(),
    provenance: Provenance,
    test: (Evaluation.nullable() as z.ZodType<unknown>).describe(
      'metrics on the test split, null until /evaluate was called',
    ),
    validation: ClassTable.nullable()
      .optional()
      .describe(
        'of the validation rows at the best epoch, all folds together; null where there are no classes; only in the answer for one trial',
      ),
  })
  .meta({ id: 'Trial' })

export const LeaderboardAnswer = z
  .strictObject({
    version: z.int().describe('rises when the leaderboard or the state changes'),
    direction: Direction,
    state: z.string().describe('of the study'),
    items: z.array(
      z.strictObject({
        rank: z.int(),
        number: z.int(),
        value: z.number(),
        values: z.array(z.number()),
        step: z.int().nullable(),
        state: z.string(),
        params: Params,
        durationMs: z.number().nullable(),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'Leaderboard' })
