/**
 * Rules between the fields of a study, for studies whose fields are valid on their own. Each rule lists the fields it
 * needs.
 */
import { checkPreparation } from '../../data/prepare/check-preparation.ts'
import { PreprocessSpec } from '../../data/prepare/preprocess.ts'
import type { DatasetSummary } from '../../data/summary.ts'
import { findMetric } from '../../engine/metrics/index.ts'
import type { Fault } from '../../errors.ts'
import type { Pruner } from '../../search/pruner.ts'
import { pruners } from '../../search/pruners/index.ts'
import type { Sampler } from '../../search/sampler.ts'
import { samplers } from '../../search/samplers/index.ts'
import { instantiate } from '../../search/space/instantiate.ts'
import { probeAssignments } from '../../search/space/probe.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import { chosen } from '../../tagged-union.ts'
import { ensembleFaults, finalistsFaults } from '../finalists/check-finalists.ts'
import { listObjectives } from '../objectives.ts'
import type { StudySpec } from '../study-spec.ts'
import { metricFault } from './metric-fault.ts'
import { stoppingFaults } from './stopping-faults.ts'

/** Filled-in spaces that a rule looks at: every option at least once. */
const probes = 200

export type StudyField = keyof StudySpec

interface Setting {
  spec: StudySpec
  space: SearchSpace | null // null if it does not parse
  data: DatasetSummary | null // null for an external study or an unknown dataset
  samplerFaults: Fault[] // what the sampler does not support in the space
  first: readonly { faults: readonly Fault[] }[] // trials that run before the sampler is asked
}

interface StudyCheck {
  /** The rule is skipped if one of these fields is invalid. */
  of: readonly StudyField[]
  faults(setting: Setting): Fault[]
}

const checks: readonly StudyCheck[] = [
  { of: ['dataset', 'objective', 'objectives', 'metrics'], faults: metricFaults },
  { of: ['dataset', 'objective', 'objectives', 'metrics', 'validation'], faults: twoClassFaults },
  { of: ['space', 'objective', 'objectives'], faults: targetFaults },
  { of: ['sampler', 'objective', 'objectives'], faults: objectiveCountFaults },
  {
    of: ['dataset', 'validation'],
    faults: ({ spec: { validation }, data }) =>
      data ? checkPreparation(data, { validation }) : [],
  },
  { of: ['dataset', 'sampler', 'budget'], faults: endlessFaults },
  {
    of: ['dataset', 'sampler', 'validation', 'budget', 'finalists', 'refit'],
    faults: afterSearchFaults,
  },
  {
    of: ['dataset', 'objective', 'objectives', 'finalists', 'ensemble'],
    faults: ({ spec: { finalists = null, ensemble = null, ...spec } }) =>
      ensembleFaults(spec, { finalists, ensemble }, ''),
  },
  {
    of: ['space', 'sampler'],
    faults: ({ samplerFaults }) => samplerFaults,
  },
  { of: ['sampler', 'ordered', 'parallelism'], faults: orderedFaults },
  { of: ['pruner', 'objective', 'objectives'], faults: prunerFaults },
  {
    of: ['space', 'budget', 'objective', 'objectives'],
    faults: ({ spec, space }) => stoppingFaults(spec, space),
  },
  { of: ['space', 'enqueue', 'defaults', 'budget', 'validation'], faults: firstTrialFaults },
]

/** @param atFault  fields that are invalid on their own */
export function studyFaults(setting: Setting, atFault: ReadonlySet<string>): Fault[] {
  return checks
    .filter((check) => !check.of.some((field) => atFault.has(field)))
    .flatMap(({ faults }) => faults(setting))
}

function objectiveCountFaults({ spec }: Setting): Fault[] {
  const { length: count } = listObjectives(spec)
  const { minObjectives: least, maxObjectives: most } = samplers[spec.sampler.type] as Sampler
  if (count >= least && count <= most) return []
  const accepted = count < least ? `at least ${least}` : `at most ${most}`
  const detail = `"${spec.sampler.type}" takes ${accepted} objectives; the study has ${count}`
  return [{ pointer: '/sampler/type', detail }]
}

/** A study with a dataset uses the engine's metrics; external studies name their own. */
function metricFaults({ spec, data }: Setting): Fault[] {
  if (spec.dataset === undefined) {
    const detail = 'only allowed with a dataset: an external study reports no metrics by itself'
    return spec.metrics.length > 0 ? [{ pointer: '/metrics', detail }] : []
  }
  const faults = namedMetrics(spec).flatMap(({ metric, pointer }) => {
    const detail = metricFault(metric, data?.task ?? null, fixedLossType(spec.space.loss))
    return detail === null ? [] : [{ pointer, detail }]
  })
  if (listObjectives(spec).length > 1) {
    const detail = 'a study with a dataset has one objective; several need an external study'
    faults.push({ pointer: '/objectives', detail })
  }
  return faults
}

/** Every metric that a study names, with its pointer. */
function namedMetrics(spec: StudySpec): { metric: string; pointer: string }[] {
  const at = (i: number) => (spec.objectives ? `/objectives/${i}/metric` : '/objective/metric')
  return [
    ...listObjectives(spec).map(({ metric }, i) => ({ metric, pointer: at(i) })),
    ...spec.metrics.map((metric, i) => ({ metric, pointer: `/metrics/${i}` })),
  ]
}

/** Metrics that compare classes need two classes in every fold; otherwise every trial would fail. */
function twoClassFaults({ spec: { validation, ...spec }, data }: Setting): Fault[] {
  const rows = data?.classRows
  if (validation.type !== 'kfold' || rows === undefined) return []
  const others = rows.reduce((sum, count) => sum + count, 0) - Math.max(...rows)
  const { folds } = validation
  if (others >= folds) return []
  return namedMetrics({ ...spec, validation }).flatMap(({ metric, pointer }) => {
    const known = findMetric(metric)
    if (!known?.needsTwoClasses) return []
    const detail =
      `${known.name} compares classes, and ${folds} folds cannot all contain a second class: ` +
      `only ${others} rows are outside the largest class; use fewer folds or another metric`
    return [{ pointer, detail }]
  })
}

/** The loss is in the units of what the network learns, so it cannot judge between two transforms of the target. */
function targetFaults({ spec, space }: Setting): Fault[] {
  const changing = listObjectives(spec).filter(
    ({ metric }) => findMetric(metric)?.changesWithTarget,
  )
  if (spec.dataset === undefined || space === null || changing.length === 0) return []
  const targets = new Set(
    probeAssignments(space, { limit: probes }).map(({ params }) => {
      const { preprocess } = instantiate(space, params).spec as {
        preprocess?: { target?: unknown }
      }
      return preprocess?.target ?? PreprocessSpec.parse({}).target
    }),
  )
  if (targets.size < 2) return []
  const detail =
    'this loss cannot be compared between trials that differ in preprocess.target: use validation.rmse, validation.mae or another metric of the target itself'
  return [{ pointer: spec.objectives ? '/objectives' : '/objective/metric', detail }]
}

/** Null if the type is a hole. */
function fixedLossType(loss: unknown): string | null {
  if (typeof loss === 'string') return loss
  const type = (loss as { type?: unknown } | null | undefined)?.type
  return typeof type === 'string' ? type : null
}

function endlessFaults({ spec: { dataset, budget, sampler } }: Setting): Fault[] {
  const isEndless =
    dataset !== undefined &&
    budget.trials === undefined &&
    budget.seconds === undefined &&
    budget.target === undefined &&
    budget.noImprovement === undefined &&
    budget.expectedImprovement === undefined &&
    !samplers[sampler.type].isFinite
  if (!isEndless) return []
  const detail =
    'give trials, seconds, target or another limit, such as {"trials": 20}: this sampler never ends by itself'
  return [{ pointer: '/budget', detail }]
}

/** Finalists and refits train trials again. */
function afterSearchFaults({ spec }: Setting): Fault[] {
  if (spec.finalists) return finalistsFaults(spec, spec.finalists, '/finalists')
  return spec.refit ? finalistsFaults(spec, null, '/refit') : []
}

/** In an ordered study, a trial only sees trials at least `parallelism` before it. */
function orderedFaults({ spec: { ordered, parallelism = 1, sampler } }: Setting): Fault[] {
  const { definition, options } = chosen<Sampler>(samplers, sampler)
  const most = definition.maxParallelOrdered(options)
  if (!ordered || parallelism <= most) return []
  const detail = `"${sampler.type}" takes at most ${most} trials at once in an ordered study: each must see the one that it follows`
  return [{ pointer: '/parallelism', detail }]
}

function prunerFaults({ spec: { pruner, ...spec } }: Setting): Fault[] {
  const { length: count } = listObjectives(spec)
  const { maxObjectives: most } = pruners[pruner.type] as Pruner
  if (count <= most) return []
  const able = Object.entries(pruners).filter(([, other]) => other.maxObjectives >= count)
  const detail = `"${pruner.type}" supports one objective; the study has ${count}: use ${able.map(([name]) => name).join(', ')}`
  return [{ pointer: '/pruner/type', detail }]
}

function firstTrialFaults({ spec, first }: Setting): Fault[] {
  const { trials = Number.POSITIVE_INFINITY } = spec.budget
  const excess = `${first.length} configurations for ${trials} trials`
  return [
    ...first.flatMap(({ faults }) => faults),
    ...(first.length > trials ? [{ pointer: '/enqueue', detail: excess }] : []),
  ]
}
