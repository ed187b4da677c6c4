/** Validates a posted study completely before anything is stored, and reports all faults at once. */
import { countFolds } from '../../data/split/validation.ts'
import type { DatasetSummary } from '../../data/summary.ts'
import type { Db } from '../../db/client.ts'
import type { FirstTrial as ReadyTrial } from '../../db/tables/studies/create-study.ts'
import { type Fault, Problem } from '../../errors.ts'
import { checkSchema, toFaults, unknownName } from '../../schema-faults.ts'
import {
  inSpace,
  parseRestricted,
  type RestrictedSpace,
  splitSpace,
} from '../../search/space/restricted-space.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import { datasetNames, findDataset } from '../datasets.ts'
import { withDirections } from '../directions.ts'
import type { FilledIn } from '../fill-in.ts'
import type { Plan } from '../plan/plan-study.ts'
import { asksForPlan, planPosted } from '../plan/search-for-me.ts'
import { homes, PostedStudy, StudyFields } from '../posted-study.ts'
import type { StudySpec } from '../study-spec.ts'
import {
  checkConfiguration,
  type FirstTrial,
  firstTrialProvenance,
  firstTrials,
} from '../suggest/first-trials.ts'
import { prepareWarmStart, type StoredWarmStart } from '../suggest/warm-start.ts'
import { checkAround } from './check-around.ts'
import { splitFaults } from './check-split.ts'
import { fillInStudy } from './fill-in-study.ts'
import { studyFaults } from './rules.ts'
import { type SpaceInspector, unknownFeasibility } from './space-inspector.ts'

export interface CheckedStudy {
  spec: StudySpec
  datasetId: string | null // null for an external study
  warmStart: StoredWarmStart | null
  first: ReadyTrial[] // trials to run before the sampler is asked, in order
  plan: Plan | null // what was chosen for a study without a space, and why
}

/** Stands in for an unknown dataset, so that its absence hides no other fault. */
const anyData = { task: 'classification', rows: 1_000, inputShape: null } as const

/**
 * @param now  used in the default name
 * @throws Problem with a pointer to every fault: invalid-request if a field does not fit the schema, otherwise
 *   invalid-study, or invalid-search-space if only the space is at fault
 */
export async function checkStudy(
  { db, spaces }: { db: Db; spaces: SpaceInspector },
  body: unknown,
  now: Date = new Date(),
): Promise<CheckedStudy> {
  const { posted: asPosted, faults: formFaults } = readStudy(body)
  const atFault = new Set(formFaults.map(({ pointer }) => pointer.split('/')[1] ?? ''))
  const { dataset: name } = asPosted
  const dataset = name === undefined ? null : await findDataset(db, name)
  const data = dataset?.summary ?? null

  const mayPlan = data !== null && atFault.size === 0 && asksForPlan(asPosted)
  const planned = mayPlan ? await planPosted(db.pool, asGiven(asPosted, body), data) : null
  const isPlanned = planned !== null && 'plan' in planned
  const posted = isPlanned ? planned.posted : asPosted

  const known = dataset ?? (name === undefined ? null : { name, summary: anyData })
  const { spec, faults: directionFaults } = withDirections(fillInStudy(posted, known, now))
  const restricted: RestrictedSpace = atFault.has('space')
    ? { space: null, faults: [] }
    : parseRestricted(spec)
  const { space } = restricted
  const found = await inspected(spaces, { spec, restricted, data, isTrained: known !== null })
  const spaceFaults = [...restricted.faults, ...found.faults]

  const first = space === null ? [] : checkedFirstTrials(spec, space, data)
  const setting = { spec, space, data, samplerFaults: found.ofSampler, first }
  const datasetId = dataset?.id ?? null
  const isComparable = formFaults.length === 0 && (dataset !== null || name === undefined)
  const warm =
    space && isComparable ? await prepareWarmStart(db.pool, spec, { space, datasetId }) : null
  const faults = [
    ...(known !== null && dataset === null ? [await unknownDataset(db, known.name)] : []),
    ...(warm !== null && 'faults' in warm ? warm.faults : []),
    ...(planned !== null && 'faults' in planned ? planned.faults : []),
    ...(atFault.has('dataset') ? [] : directionFaults),
    ...studyFaults(setting, atFault),
  ]
  // reading the rows takes time, so only if the counts are fine
  if (dataset !== null && ![...formFaults, ...faults].some(isOfValidation)) {
    faults.push(...(await splitFaults(db, dataset, spec)))
  }
  refuse({ formFaults, faults, spaceFaults })
  if (space === null || (warm !== null && 'faults' in warm)) {
    throw new Error('a study without faults has a space')
  }
  const plan = isPlanned ? planned.plan : null
  return { spec, datasetId, warmStart: warm, first: first.map(ready), plan }
}

function asGiven(posted: PostedStudy, body: unknown) {
  return { posted, given: new Set(Object.keys(body as object)) }
}

function checkedFirstTrials(spec: StudySpec, space: SearchSpace, data: DatasetSummary | null) {
  const loaded = { space, data, folds: countFolds(spec.validation) }
  return firstTrials(spec, space).map((trial) => ({
    trial,
    ...checkConfiguration(loaded, trial, trial.pointer),
  }))
}

function ready({ trial, filledIn }: { trial: FirstTrial; filledIn: FilledIn | null }): ReadyTrial {
  if (filledIn === null) throw new Error('a study without faults has trials without faults')
  const { spec, shape } = filledIn
  return { params: trial.params, spec, shape, provenance: firstTrialProvenance(trial) }
}

function isOfValidation({ pointer }: Fault): boolean {
  return pointer.startsWith('/validation')
}

/** Separates fields that fit their schema from faults. @throws Problem if the body is not an object */
function readStudy(body: unknown): { posted: PostedStudy; faults: Fault[] } {
  const checked = checkSchema(PostedStudy, body, homes)
  if ('value' in checked) return { posted: checked.value, faults: [] }
  const faults = toFaults(checked.faults)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Problem('invalid-request', 'The study is not valid.', faults)
  }
  const atFault = new Set(checked.faults.map(({ path }) => path[0]))
  const fitting = Object.entries(body).filter(([field]) => !atFault.has(field))
  return { posted: StudyFields.parse(Object.fromEntries(fitting)), faults }
}

/** Faults of a space that parses, including what the sampler does not support, with pointers into the body. */
async function inspected(
  spaces: SpaceInspector,
  {
    spec,
    restricted,
    data,
    isTrained,
  }: {
    spec: StudySpec
    restricted: RestrictedSpace
    data: DatasetSummary | null
    isTrained: boolean
  },
): Promise<{ faults: Fault[]; ofSampler: Fault[] }> {
  const { space, faults: notation } = restricted
  if (space === null) {
    const inTemplate = notation.map(({ pointer, detail }) => ({
      pointer: pointer.slice('/space'.length),
      detail,
    }))
    const around = isTrained ? checkAround(splitSpace(spec.space).template, inTemplate, data) : []
    return { faults: around.map(inSpace), ofSampler: [] }
  }
  const { sampler, constraints, forbidden } = spec
  const body = { space: spec.space, constraints, forbidden }
  const question = { body, data, isTrained, sampler, preview: null }
  const findings = await spaces.inspect(space, question)
  if (findings === null) return { faults: [unknownFeasibility(space)], ofSampler: [] }
  const { ofNetworks, ofConstraints, ofSampler } = findings
  return {
    faults: [...ofNetworks.map(inSpace), ...(notation.length > 0 ? [] : ofConstraints)],
    ofSampler: ofSampler.map(inSpace),
  }
}

async function unknownDataset(db: Db, name: string): Promise<Fault> {
  return { pointer: '/dataset', detail: unknownName('dataset', name, await datasetNames(db)) }
}

/** 400 if the body does not fit the schema, otherwise 422; both report all faults. */
function refuse(found: { formFaults: Fault[]; faults: Fault[]; spaceFaults: Fault[] }): void {
  const { formFaults, faults, spaceFaults } = found
  const given = new Set(formFaults.map(({ pointer }) => pointer))
  const others = [...faults, ...spaceFaults].filter(({ pointer }) => !given.has(pointer))
  if (formFaults.length > 0) {
    throw new Problem('invalid-request', 'The study is not valid.', [...formFaults, ...others])
  }
  if (faults.length > 0) throw new Problem('invalid-study', 'The study is not valid.', others)
  if (spaceFaults.length > 0) {
    throw new Problem('invalid-search-space', 'The search space is not valid.', others)
  }
}
