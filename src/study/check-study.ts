/** Everything that can be wrong with a posted study, found at once, before anything is stored. */
import { checkPreparation } from '../data/check-preparation.ts'
import type { DatasetSummary } from '../data/summary.ts'
import { foldCountOf } from '../data/validation.ts'
import type { Db } from '../db/client.ts'
import { type Fault, Problem } from '../errors.ts'
import { unsatisfiable } from '../search/constraints/feasibility.ts'
import type { Pruner } from '../search/pruner.ts'
import { pruners } from '../search/pruners/index.ts'
import {
  inSpace,
  parseRestricted,
  type RestrictedSpace,
  splitSpace,
} from '../search/restricted-space.ts'
import type { Sampler } from '../search/sampler.ts'
import { samplers } from '../search/samplers/index.ts'
import type { SearchSpace } from '../search/space/space.ts'
import { checkAround } from './check-around.ts'
import { checkSpace } from './check-space.ts'
import { findDataset } from './datasets.ts'
import { withDirections } from './directions.ts'
import { configurationFaults, firstTrials } from './first-trials.ts'
import { metricFault } from './metric-fault.ts'
import { schemaFaults } from './schema-faults.ts'
import { stoppingFaults } from './stopping-faults.ts'
import { chosen, objectivesOf, StudySpec } from './study-spec.ts'
import { prepareWarmStart, type WarmStart } from './warm-start.ts'

export interface CheckedStudy {
  spec: StudySpec
  space: SearchSpace
  datasetId: string | null // null: external study
  data: DatasetSummary | null
  warmStart: WarmStart | null
}

/** @throws Problem invalid-request or invalid-study, invalid-search-space, with a pointer to every fault */
export async function checkStudy(db: Db, body: unknown): Promise<CheckedStudy> {
  const parsed = StudySpec.safeParse(body)
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const { space, faults: restrictionFaults } = parseRestricted(given)
  // one bad field must not hide the faults of another: the space is checked also when the rest does not fit
  const name = typeof given.dataset === 'string' ? given.dataset : null
  const dataset = name === null ? null : await findDataset(db, name)

  const spaceFaults = [
    ...restrictionFaults,
    ...(dataset
      ? checkAgainst(given.space, { space, faults: restrictionFaults }, dataset.summary)
      : []),
  ]
  if (!parsed.success) {
    const ofSchema = schemaFaults(parsed.error)
    const told = new Set(ofSchema.map(({ pointer }) => pointer))
    const others = [...unknownDataset(name, dataset), ...spaceFaults]
    const faults = [...ofSchema, ...others.filter(({ pointer }) => !told.has(pointer))]
    throw new Problem('invalid-request', 'The study is not valid.', faults)
  }
  const { spec, faults: directionFaults } = withDirections(parsed.data)
  const datasetId = dataset?.id ?? null
  const warm = space ? await prepareWarmStart(db.pool, spec, { space, datasetId }) : null
  const faults = [
    ...unknownDataset(name, dataset),
    ...(warm !== null && 'faults' in warm ? warm.faults : []),
    ...objectiveFaults(spec, dataset?.summary ?? null),
    ...directionFaults,
    ...(dataset ? checkPreparation(dataset.summary, { validation: spec.validation }) : []),
    ...externalFaults(spec),
    ...(space ? samplerFaults(spec, space) : []),
    ...orderedFaults(spec),
    ...prunerFaults(spec),
    ...stoppingFaults(spec, space),
    ...(space ? firstTrialFaults(spec, { space, data: dataset?.summary ?? null }) : []),
  ]
  if (faults.length > 0 || (warm !== null && 'faults' in warm)) {
    throw new Problem('invalid-study', 'The study is not valid.', [...faults, ...spaceFaults])
  }
  const hopeless = space && spaceFaults.length === 0 ? unsatisfiable(space) : []
  if (!space || spaceFaults.length > 0 || hopeless.length > 0) {
    const found = [...spaceFaults, ...hopeless]
    throw new Problem('invalid-search-space', 'The search space is not valid.', found)
  }
  return {
    spec,
    space,
    datasetId,
    data: dataset?.summary ?? null,
    warmStart: warm,
  }
}

function checkAgainst(
  json: unknown,
  { space, faults }: RestrictedSpace,
  data: DatasetSummary,
): Fault[] {
  if (space !== null) return checkSpace(space, data).map(inSpace)
  const inTemplate = faults.map(({ pointer, detail }) => ({
    pointer: pointer.slice('/space'.length),
    detail,
  }))
  return checkAround(splitSpace(json).template, inTemplate, data).map(inSpace)
}

function unknownDataset(name: string | null, dataset: unknown): Fault[] {
  if (name === null || dataset) return []
  return [{ pointer: '/dataset', detail: `there is no dataset ${JSON.stringify(name)}` }]
}

function objectiveFaults(spec: StudySpec, data: DatasetSummary | null): Fault[] {
  return [...objectiveCountFaults(spec), ...metricFaults(spec, data)]
}

function objectiveCountFaults(spec: StudySpec): Fault[] {
  const { length: count } = objectivesOf(spec)
  const { minObjectives: least, maxObjectives: most } = samplers[spec.sampler.type] as Sampler
  if (count >= least && count <= most) return []
  const accepted = count < least ? `at least ${least}` : `at most ${most}`
  const detail = `"${spec.sampler.type}" takes ${accepted} objectives; the study has ${count}`
  return [{ pointer: '/sampler/type', detail }]
}

/** Metrics of a trained study are the engine's; those of an external one have free names. */
function metricFaults(spec: StudySpec, data: DatasetSummary | null): Fault[] {
  if (spec.dataset === undefined && spec.metrics.length > 0) {
    const detail = 'only a study with a dataset reports metrics by itself: leave them out'
    return [{ pointer: '/metrics', detail }]
  }
  if (data === null) return []
  const objectives = objectivesOf(spec)
  const at = (i: number) => (spec.objectives ? `/objectives/${i}/metric` : '/objective/metric')
  const named = [
    ...objectives.map(({ metric }, i) => ({ metric, pointer: at(i) })),
    ...spec.metrics.map((metric, i) => ({ metric, pointer: `/metrics/${i}` })),
  ]
  const faults = named.flatMap(({ metric, pointer }) => {
    const detail = metricFault(metric, data.task, lossTypeOf(spec.space.loss))
    return detail === null ? [] : [{ pointer, detail }]
  })
  if (objectives.length > 1) {
    const detail = 'a trained study has one objective for now; several need an external study'
    faults.push({ pointer: '/objectives', detail })
  }
  return faults
}

/** Null for a hole. */
function lossTypeOf(loss: unknown): string | null {
  if (typeof loss === 'string') return loss
  const type = (loss as { type?: unknown } | null | undefined)?.type
  return typeof type === 'string' ? type : null
}

function externalFaults({ dataset, budget, sampler }: StudySpec): Fault[] {
  const isEndless =
    dataset !== undefined &&
    budget.trials === undefined &&
    budget.seconds === undefined &&
    budget.target === undefined &&
    budget.noImprovement === undefined &&
    budget.expectedImprovement === undefined &&
    !samplers[sampler.type].isFinite
  if (!isEndless) return []
  const detail = 'give trials, seconds, target or another limit: this sampler never ends by itself'
  return [{ pointer: '/budget', detail }]
}

/** In order, a trial sees only those that are `parallelism` before it: a member must see its predecessor. */
function orderedFaults({ ordered, parallelism = 1, sampler }: StudySpec): Fault[] {
  const { populationSize = Number.POSITIVE_INFINITY } = sampler as { populationSize?: number }
  const { inherits } = samplers[sampler.type] as Sampler
  if (!ordered || !inherits || parallelism <= populationSize) return []
  const detail = `in order at most ${populationSize}: the members of the population`
  return [{ pointer: '/parallelism', detail }]
}

function firstTrialFaults(
  spec: StudySpec,
  setting: { space: SearchSpace; data: DatasetSummary | null },
): Fault[] {
  const first = firstTrials(spec, setting.space)
  const folds = foldCountOf(spec.validation)
  const { trials = Number.POSITIVE_INFINITY } = spec.budget
  const excess = `${first.length} configurations for ${trials} trials`
  return [
    ...first.flatMap((trial) => configurationFaults({ ...setting, folds }, trial, trial.pointer)),
    ...(first.length > trials ? [{ pointer: '/enqueue', detail: excess }] : []),
  ]
}

function samplerFaults({ sampler }: StudySpec, space: SearchSpace): Fault[] {
  const { definition, options } = chosen(samplers, sampler)
  return definition.check(space, options).map(inSpace)
}

function prunerFaults({ pruner, ...spec }: StudySpec): Fault[] {
  const { length: count } = objectivesOf(spec)
  const { maxObjectives: most } = pruners[pruner.type] as Pruner
  if (count <= most) return []
  const able = Object.entries(pruners).filter(([, other]) => other.maxObjectives >= count)
  const detail = `"${pruner.type}" judges one objective; the study has ${count}: take ${able.map(([name]) => name).join(', ')}`
  return [{ pointer: '/pruner/type', detail }]
}
