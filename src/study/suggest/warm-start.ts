/**
 * Warm start: a study that learns from another one. Finished trials are copied when the study is created, so that
 * suggestions do not depend on later changes of the other study. They are history for the sampler only: they do not
 * count as trials, on the leaderboard or in the budget.
 */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import { readWarmHistory } from '../../db/tables/studies/find-studies.ts'
import { readStudy } from '../../db/tables/studies/study-row.ts'
import { readRanked } from '../../db/tables/trials/ranking.ts'
import type { Fault } from '../../errors.ts'
import { samplers } from '../../search/samplers/index.ts'
import { parseRestricted } from '../../search/space/restricted-space.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import type { Trial } from '../../search/trial.ts'
import { type Finished, Matching, matchParameters, takeOver } from '../../search/warm-start.ts'
import { listObjectives, type Objective } from '../objectives.ts'
import { type StudySpec, storedSpec } from '../study-spec.ts'

const count = z.int().min(0)

export const WarmStart = z
  .strictObject({
    study: z.string().describe('id of the other study'),
    considered: count.describe('number of complete trials read from the other study'),
    trials: count.describe('number of those trials used as history for the sampler'),
    ...Matching.shape,
  })
  .meta({ id: 'WarmStart' })
export type WarmStart = z.infer<typeof WarmStart>

/** Stored with the study. */
export interface StoredWarmStart extends WarmStart {
  history: Finished[] // worst first
}

export function withoutHistory({ history: _, ...warmStart }: StoredWarmStart): WarmStart {
  return warmStart
}

interface Source {
  spec: StudySpec
  datasetId: string | null
  complete: number
}

/** @returns the warm start, null if none is requested, or the faults */
export async function prepareWarmStart(
  sql: Sql,
  spec: StudySpec,
  { space, datasetId }: { space: SearchSpace; datasetId: string | null },
): Promise<StoredWarmStart | null | { faults: Fault[] }> {
  if (spec.warmStart === undefined) return null
  const { study, trials: most } = spec.warmStart
  const refused = (detail: string, pointer = '/warmStart/study') => ({
    faults: [{ pointer, detail }],
  })
  const { type } = spec.sampler
  if (!samplers[type].usesHistory) {
    return refused(`"${type}" does not use earlier trials`, '/warmStart')
  }
  const source = await readSource(sql, study)
  if (source === null) return refused(`no study ${JSON.stringify(study)}`)
  const mismatch = whyNotComparable(spec, datasetId, source)
  if (mismatch !== null) return refused(mismatch)
  const theirs = parseRestricted(source.spec).space
  if (theirs === null) throw new Error(`the space of study ${study} does not parse`)
  const matching = matchParameters(space, theirs)
  if (matching.matched.length === 0) {
    const why = matching.unmatched.map(({ name, detail }) => `${name}: ${detail}`).slice(0, 5)
    return refused(`no parameter in common (${why.join('; ')})`)
  }
  const ranks = spreadRanks(source.complete, most)
  const finished = await readRanked(sql, study, ranks)
  const history = takeOver(space, matching, finished, spec.seed)
  if (history.length === 0) {
    return refused(`none of its ${source.complete} complete trials fits this space`)
  }
  return { study, ...matching, considered: finished.length, trials: history.length, history }
}

/**
 * Trials as the sampler sees them: with numbers below 0, older than all others. The worst are the oldest, as in a
 * search that improves, so that sequential samplers (cmaes) end up near the best ones.
 */
export async function readWarmTrials(sql: Sql, studyId: string): Promise<Trial[]> {
  const history = await readWarmHistory(sql, studyId)
  return history.map(({ params, values }, index) => ({
    number: index - history.length,
    state: 'complete',
    params,
    values,
    reports: new Map(),
  }))
}

async function readSource(sql: Sql, id: string): Promise<Source | null> {
  const study = await readStudy(sql, id)
  if (study === null) return null
  return { spec: storedSpec(study), datasetId: study.datasetId, complete: study.counts.complete }
}

/** Values of another dataset or metric are not comparable. */
function whyNotComparable(
  spec: StudySpec,
  datasetId: string | null,
  source: Source,
): string | null {
  const [own, other] = [spec, source.spec].map((each) => listObjectives(each).map(described))
  if (own?.join() !== other?.join()) {
    return `its objective is ${other?.join(' and ')}; the objective of this study is ${own?.join(' and ')}`
  }
  if (datasetId !== source.datasetId) {
    const advice = 'to try its best configurations, list them in `enqueue`'
    return `its results come from another dataset; ${advice}`
  }
  return source.complete === 0 ? 'it has no complete trials yet' : null
}

function described({ metric, direction }: Objective): string {
  return `${direction} ${metric}`
}

/**
 * Ranks (from 1) of the trials to use: half of them the best, the others at even distances, because samplers learn
 * from bad trials too.
 */
export function spreadRanks(count: number, wanted: number): number[] {
  if (count <= wanted) return Array.from({ length: count }, (_, index) => index + 1)
  const best = Math.ceil(wanted / 2)
  const others = wanted - best
  return Array.from({ length: wanted }, (_, index) =>
    index < best ? index + 1 : best + Math.round(((index - best + 1) * (count - best)) / others),
  )
}
