/** Studies in API responses. */
import { z } from 'zod'
import type { Sql } from '../../../db/client.ts'
import { parsed } from '../../../db/json-text.ts'
import { StudyPhase, StudyState, stopRules } from '../../../db/rows.ts'
import { readShownStudy, type ShownStudy } from '../../../db/tables/studies/read-studies.ts'
import { Timestamp } from '../../../db/timestamp.ts'
import { Calibration } from '../../../engine/calibration/calibration.ts'
import { TrialState } from '../../../search/trial.ts'
import { Selection } from '../../finalists/finalists-spec.ts'
import { Objective } from '../../objectives.ts'
import { Plan } from '../../plan/plan-study.ts'
import { PruningAudit, pruningAudit } from '../../pruning/pruning-audit.ts'
import { requireStudy } from '../../require.ts'
import { WarmStart } from '../../suggest/warm-start.ts'
import { ParamsAnswer } from '../trial-answer.ts'
import { SearchEpochs, searchEpochs, secondsLeft } from './search-progress.ts'
import { StudyWarning, studyWarnings } from './study-warnings.ts'
import { Throughput, throughput } from './throughput.ts'

/** A study stored by an earlier version may lack newer fields, so it has the type of a posted one. */
export const StoredSpec = z.unknown().meta({ id: 'StoredStudySpec' })

const count = z.int().min(0)
const TrialCounts = z.strictObject(
  Object.fromEntries(TrialState.options.map((state) => [state, count])) as Record<
    TrialState,
    typeof count
  >,
)

const Progress = z.strictObject({
  trainings: z.strictObject({ ended: count, planned: count }),
  epochs: z.strictObject({
    done: count.describe('an ended training has done all of its epochs'),
    planned: count,
  }),
  secondsLeft: z
    .number()
    .nullable()
    .describe('estimate from the epochs done; null before the first'),
})

const Expected = z.strictObject({
  trials: count.describe('ended trials that it was computed from'),
  value: z
    .number()
    .nullable()
    .describe('in the units of the objective; null: too few trials are complete for an estimate'),
})

const ExpectedImprovement = z.strictObject({
  threshold: z.number().describe('the search ends below this value'),
  latest: Expected.nullable().describe('null before the first trial is complete'),
  history: z.array(Expected).max(60).describe('oldest first, thinned to 60 points'),
})

const FinalModel = z.strictObject({
  type: z.enum(['trial', 'refit', 'blend']),
  members: z.array(
    z.strictObject({
      trial: z.int().describe('number of the trial whose model it is'),
      weight: z.number().describe('in the mean of the predictions; all sum to 1'),
    }),
  ),
  calibration: Calibration.optional().describe(
    'of all members, in place of their own; absent: each has its own, if it predicts a deviation',
  ),
})

export const StudyAnswer = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    tags: z.array(z.string()),
    note: z.string().nullable().describe('what its author noted, as Markdown'),
    state: StudyState,
    phase: StudyPhase.describe(
      'what the study does: search, train its finalists, train the winner on all rows (refit), or nothing more',
    ),
    progress: Progress.nullable().describe('of the finalists or the refit; null in other phases'),
    objective: Objective,
    objectives: z.array(Objective),
    dataset: z.string().nullable().describe('id of the dataset; null for an external study'),
    spec: StoredSpec.describe('the study as posted, with defaults filled in'),
    plan: Plan.nullable().describe(
      'what the rules chose for a study that was posted without a space, and why; null for others',
    ),
    trials: TrialCounts,
    epochs: SearchEpochs.nullable().describe('of the search; null for an external study'),
    eta: z
      .number()
      .nullable()
      .describe(
        'estimated seconds until a running study ends; null if it is not running or nothing is known yet',
      ),
    throughput: Throughput,
    best: z
      .strictObject({
        number: z.int(),
        state: z
          .enum(['complete', 'running'])
          .describe('running: by its best epoch so far; it has no model yet'),
        value: z.number(),
        params: ParamsAnswer,
      })
      .nullable(),
    expectedImprovement: ExpectedImprovement.nullable().describe(
      'how much better the next trial is expected to be than the best one; null without `budget.expectedImprovement`',
    ),
    selection: Selection.nullable().describe(
      'how optimistic the best value of the search was; null without finalists, or until they are trained',
    ),
    model: FinalModel.nullable().describe(
      'the model of the study, which predicts for it; without finalists and refit, that of the best trial so far; null without complete trials',
    ),
    budget: z.strictObject({
      trials: z.int().nullable(),
      seconds: z.number().nullable(),
      target: z.number().nullable(),
    }),
    parallelism: z.int().nullable(),
    warmStart: WarmStart.nullable(),
    warnings: z.array(StudyWarning).describe('what its author should know about this valid study'),
    stopReason: z
      .string()
      .nullable()
      .describe(
        `why the study ended; starts with the rule (${stopRules.join(', ')}), which a measurement may follow`,
      ),
    pruning: PruningAudit.nullable().describe(
      'cost of pruning, if the pruner has an `audit` share',
    ),
    version: z.int(),
    createdAt: Timestamp,
    endedAt: Timestamp.nullable(),
    activeSeconds: z.number(),
    deleteAt: Timestamp.nullable().describe(
      'when a study that was deleted with a time to undo is removed; null for any other',
    ),
    history: z
      .array(
        z.strictObject({
          trials: z.int().describe('ended trials of the search at that moment'),
          value: z.number(),
        }),
      )
      .max(60)
      .optional()
      .describe(
        'how the best complete trial improved, oldest first, thinned to 60 points; only with `history=true`',
      ),
  })
  .meta({ id: 'Study' })
export type StudyAnswer = z.infer<typeof StudyAnswer>

/**
 * @param withHistory  also how the best value improved
 * @throws Problem study-not-found
 */
export async function readStudyAnswer(
  sql: Sql,
  id: string,
  { withHistory = false } = {},
): Promise<StudyAnswer> {
  const row = requireStudy(await readShownStudy(sql, id), id)
  return answerOf(sql, row, { withHistory })
}

export async function answerOf(
  sql: Sql,
  row: ShownStudy,
  { withHistory }: { withHistory: boolean },
): Promise<StudyAnswer> {
  const answer = presentStudy(row, await readAudit(sql, row))
  return withHistory ? { ...answer, history: historyOf(row) } : answer
}

function historyOf({ bestHistory }: ShownStudy): NonNullable<StudyAnswer['history']> {
  return parsed(bestHistory).map(([trials, value]) => ({ trials, value }))
}

/** Most studies have no audit, and skip the query. */
async function readAudit(sql: Sql, { id, auditShare }: ShownStudy): Promise<PruningAudit | null> {
  return auditShare > 0 ? pruningAudit(sql, id) : null
}

/** JSON columns of a list's rows stay text. */
function presentStudy(row: ShownStudy, pruning: PruningAudit | null): StudyAnswer {
  const searched = {
    ...row,
    trials: parsed(row.trials),
    epochs: parsed(row.epochs),
    progress: parsed(row.progress as StudyAnswer['progress']),
    pace: parsed(row.pace),
  }
  const epochs = searchEpochs(searched)
  return {
    id: row.id,
    name: row.name,
    tags: row.tags,
    note: row.note,
    state: row.state,
    phase: row.phase,
    progress: row.progress as StudyAnswer['progress'],
    objective: row.objective as Objective,
    objectives: row.objectives as Objective[],
    dataset: row.datasetId,
    spec: row.spec,
    plan: row.plan as StudyAnswer['plan'],
    trials: row.trials,
    epochs,
    eta: secondsLeft(searched),
    throughput: throughput({ ...searched, epochs }),
    best: row.best as StudyAnswer['best'],
    expectedImprovement: row.expectedImprovement,
    selection: row.selection as StudyAnswer['selection'],
    model: row.finalModel as StudyAnswer['model'],
    budget: { trials: row.maxTrials, seconds: row.maxSeconds, target: row.target },
    parallelism: row.parallelism,
    warmStart: row.warmStart as StudyAnswer['warmStart'],
    warnings: row.datasetId === null ? [] : studyWarnings(row.spec, row.objectives as Objective[]),
    stopReason: row.stopReason,
    pruning,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    activeSeconds: row.activeSeconds,
    deleteAt: row.deleteAt?.toISOString() ?? null,
  }
}
