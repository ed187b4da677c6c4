/** Everything that can be wrong with a posted study, found at once, before anything is stored. */
import { checkPreparation } from '../data/check-preparation.ts'
import type { DatasetSummary } from '../data/summary.ts'
import type { Db } from '../db/client.ts'
import { type Fault, Problem } from '../errors.ts'
import type { Pruner } from '../search/pruner.ts'
import { pruners } from '../search/pruners/index.ts'
import type { Sampler } from '../search/sampler.ts'
import { samplers } from '../search/samplers/index.ts'
import { checkParams } from '../search/space/check-params.ts'
import { type ParsedSpace, parseSpace } from '../search/space/parse-space.ts'
import type { SearchSpace } from '../search/space/space.ts'
import { checkAround } from './check-around.ts'
import { checkSpace } from './check-space.ts'
import { findDataset } from './datasets.ts'
import { metricFault } from './metric-fault.ts'
import { schemaFaults } from './schema-faults.ts'
import { stoppingFaults } from './stopping-faults.ts'
import { chosen, objectivesOf, StudySpec } from './study-spec.ts'

export interface CheckedStudy {
  spec: StudySpec
  space: SearchSpace
  datasetId: string | null // null: external study
  data: DatasetSummary | null
}

/** @throws Problem invalid-request or invalid-study, invalid-search-space, with a pointer to every fault */
export async function checkStudy(db: Db, body: unknown): Promise<CheckedStudy> {
  const parsed = StudySpec.safeParse(body)
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const space = parseSpace(given.space)
  // one bad field must not hide the faults of another: the space is checked also when the rest does not fit
  const name = typeof given.dataset === 'string' ? given.dataset : null
  const dataset = name === null ? null : await findDataset(db, name)

  const spaceFaults = [
    ...(space.ok ? [] : space.faults),
    ...(dataset ? checkAgainst(given.space, space, dataset.summary) : []),
  ].map(under('/space'))
  if (!parsed.success) {
    const faults = [...schemaFaults(parsed.error), ...unknownDataset(name, dataset), ...spaceFaults]
    throw new Problem('invalid-request', 'The study is not valid.', faults)
  }
  const spec = parsed.data
  const faults = [
    ...unknownDataset(name, dataset),
    ...objectiveFaults(spec, dataset?.summary ?? null),
    ...(dataset ? checkPreparation(dataset.summary, { validation: spec.validation }) : []),
    ...externalFaults(spec),
    ...(space.ok ? samplerFaults(spec, space.space) : []),
    ...prunerFaults(spec),
    ...stoppingFaults(spec, space.ok ? space.space : null),
    ...(space.ok ? enqueueFaults(spec, space.space) : []),
  ]
  if (faults.length > 0) {
    throw new Problem('invalid-study', 'The study is not valid.', [...faults, ...spaceFaults])
  }
  if (!space.ok || spaceFaults.length > 0) {
    throw new Problem('invalid-search-space', 'The search space is not valid.', spaceFaults)
  }
  return {
    spec,
    space: space.space,
    datasetId: dataset?.id ?? null,
    data: dataset?.summary ?? null,
  }
}

function checkAgainst(json: unknown, parsed: ParsedSpace, data: DatasetSummary): Fault[] {
  return parsed.ok ? checkSpace(parsed.space, data) : checkAround(json, parsed.faults, data)
}

const under = (prefix: string) => (fault: Fault) => ({ ...fault, pointer: prefix + fault.pointer })

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
  if (spec.dataset === undefined || data === null) return []
  const objectives = objectivesOf(spec)
  const at = (i: number) => (spec.objectives ? `/objectives/${i}/metric` : '/objective/metric')
  const faults = objectives.flatMap(({ metric }, i) => {
    const detail = metricFault(metric, data.task, lossTypeOf(spec.space.loss))
    return detail === null ? [] : [{ pointer: at(i), detail }]
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

function externalFaults({ dataset, budget, sampler, enqueue }: StudySpec): Fault[] {
  const isEndless =
    dataset !== undefined &&
    budget.trials === undefined &&
    budget.seconds === undefined &&
    budget.target === undefined &&
    budget.noImprovement === undefined &&
    budget.expectedImprovement === undefined &&
    !samplers[sampler.type].isFinite
  const faults: Fault[] = []
  if (isEndless) {
    const detail =
      'give trials, seconds, target or another limit: this sampler never ends by itself'
    faults.push({ pointer: '/budget', detail })
  }
  if (budget.trials !== undefined && enqueue.length > budget.trials) {
    const detail = `${enqueue.length} configurations for ${budget.trials} trials`
    faults.push({ pointer: '/enqueue', detail })
  }
  return faults
}

function samplerFaults({ sampler }: StudySpec, space: SearchSpace): Fault[] {
  const { definition, options } = chosen(samplers, sampler)
  return definition.check(space, options).map(under('/space'))
}

function prunerFaults({ pruner, ...spec }: StudySpec): Fault[] {
  const { length: count } = objectivesOf(spec)
  const { maxObjectives: most } = pruners[pruner.type] as Pruner
  if (count <= most) return []
  const able = Object.entries(pruners).filter(([, other]) => other.maxObjectives >= count)
  const detail = `"${pruner.type}" judges one objective; the study has ${count}: take ${able.map(([name]) => name).join(', ')}`
  return [{ pointer: '/pruner/type', detail }]
}

function enqueueFaults({ enqueue }: StudySpec, space: SearchSpace): Fault[] {
  return enqueue.flatMap((params, i) => checkParams(space, params).map(under(`/enqueue/${i}`)))
}
