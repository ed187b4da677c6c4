import { z } from 'zod'
import type { Fault } from '../../errors.ts'
import { bestFirst, type Direction } from '../compare/direction.ts'
import { defineSampler, type SuggestContext, type SuggestResult } from '../sampler.ts'
import { drawFrom } from '../space/domain.ts'
import type { Params } from '../space/params.ts'
import { perturbed } from '../space/perturb.ts'
import type { SearchSpace } from '../space/space.ts'
import { startUp } from '../start-up.ts'
import type { Trial } from '../trial.ts'

const place = {
  parent: 'number of the trial that it resumes from; null: none',
  member: 'from 0',
  generation: 'from 0',
  lastStep: 'epoch at which its part of the training ends; null in an external study',
}

/**
 * Population based training: `populationSize` members train in `generations` parts, one trial each. After each part a
 * member resumes from its own checkpoint. If it is among the worst, it resumes from the checkpoint of one of the best
 * instead and takes over its params, with numbers perturbed or redrawn. `provenance.parent` names the trial that it
 * resumes from, and steps continue from the parent's. Only numbers that do not change the network may vary; the rest is
 * inherited. A trial ends at `provenance.lastStep`, in a trained study epochs × (generation + 1) / generations.
 *
 * Trial i of the sampler is generation ⌊i / populationSize⌋ of member i mod populationSize. It waits for its
 * predecessor, and is compared with the latest complete trial of each member before its own generation. A member whose
 * predecessor failed resumes from one of the best. Trials that users enqueue do not belong to the population.
 *
 * @see Jaderberg et al. 2017, "Population based training of neural networks", arXiv:1711.09846, Alg. 1 (truncation
 *   selection; perturb and resample)
 */
export const pbt = defineSampler({
  summary:
    'Population based training: the worst resume from checkpoints of the best, with changed numbers',
  suits: 'schedules: members resume from checkpoints of the best, with changed numbers',
  source: 'Jaderberg et al. 2017',
  phases: {
    start: place,
    continue: place,
    exploit: {
      ...place,
      parentValue: 'objective value of the parent',
      replaces: 'number of the trial that the parent replaces',
      replacedValue: 'objective value of the replaced trial',
      changed: 'names of the changed parameters',
    },
  },
  options: z.strictObject({
    populationSize: z.int().min(2).max(1_000).default(10).describe('number of members'),
    generations: z
      .int()
      .min(1)
      .max(10_000)
      .default(10)
      .describe('number of parts of each member’s training'),
    exploitShare: z
      .number()
      .gt(0)
      .max(0.5)
      .default(0.2)
      .describe('share of members to replace, by the same share of the best'),
    perturbation: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.2)
      .describe('a number is multiplied by 1 ± this'),
    resampleRate: z
      .number()
      .min(0)
      .max(1)
      .default(0.25)
      .describe('probability that a number is redrawn instead'),
  }),
  usesHistory: true,
  isFinite: false,
  inherits: true,
  maxObjectives: 1,
  check(space, { generations }) {
    return [...epochFaults(space, generations), ...unfitFaults(space)]
  },
  // a member needs the result of its predecessor
  maxParallelOrdered: ({ populationSize }) => populationSize,
  isReady(context, { populationSize, generations }) {
    const { member, generation } = findPlace(context, { populationSize, generations })
    if (generation === 0 || generation >= generations) return true
    const predecessor = membersBefore(context, generation, populationSize).get(member)?.at(-1)
    return predecessor?.state !== 'waiting' && predecessor?.state !== 'running'
  },
  suggest(context, options) {
    const { populationSize, generations } = options
    const place = findPlace(context, options)
    if (place.generation >= generations) return null
    if (place.generation === 0) return start(context, place)
    const members = membersBefore(context, place.generation, populationSize)
    const predecessor = members.get(place.member)?.at(-1)
    const ranked = latestTrials(members, context.directions[0] ?? 'minimize')
    return goOn(context, place, { predecessor, ranked, options })
  },
})

interface Place {
  member: number
  generation: number
  lastStep: number | null // null: the space has no fixed number of epochs
}

function findPlace(
  { space, suggestionIndex }: SuggestContext,
  { populationSize, generations }: { populationSize: number; generations: number },
): Place {
  const generation = Math.floor(suggestionIndex / populationSize)
  const epochs = fixedEpochs(space)
  const lastStep = epochs && Math.round((epochs * (generation + 1)) / generations)
  return { member: suggestionIndex % populationSize, generation, lastStep }
}

/** Returns the trials of each member before a generation, oldest first. */
function membersBefore(context: SuggestContext, generation: number, populationSize: number) {
  const members = new Map<number, Trial[]>()
  for (const [index, trial] of suggestedTrials(context)) {
    if (index >= generation * populationSize) continue
    const member = index % populationSize
    members.set(member, [...(members.get(member) ?? []), trial])
  }
  return members
}

function start(context: SuggestContext, place: Place): SuggestResult {
  return startUp(context, { sampler: 'pbt', phase: 'start', parent: null, ...place })
}

interface Known {
  predecessor: Trial | undefined
  ranked: readonly Trial[] // the latest complete trial of each member, best first
  options: { exploitShare: number; perturbation: number; resampleRate: number }
}

function goOn(
  context: SuggestContext,
  place: Place,
  { predecessor, ranked, options }: Known,
): SuggestResult {
  if (ranked.length === 0) return start(context, place)
  const { rng } = context
  const cut = Math.max(1, Math.floor(options.exploitShare * ranked.length))
  const isComplete = predecessor?.state === 'complete'
  const isWorst = ranked.length > 1 && ranked.slice(-cut).some((one) => one === predecessor)
  if (predecessor !== undefined && isComplete && !isWorst) {
    const { number: parent, params } = predecessor
    return { params, provenance: { sampler: 'pbt', phase: 'continue', parent, ...place } }
  }
  const source = ranked[rng.int(cut)] as Trial
  const { params, changed } = explore(context, source.params, options)
  return {
    params,
    provenance: {
      sampler: 'pbt',
      phase: 'exploit',
      parent: source.number,
      parentValue: source.values?.[0] ?? null,
      replaces: predecessor?.number ?? null,
      replacedValue: (isComplete ? predecessor?.values?.[0] : null) ?? null,
      changed: changed.join(' '),
      ...place,
    },
  }
}

/** Changes numbers in the parent's params, as long as its checkpoint still fits. */
function explore(
  { space, rng, isFeasible, canInherit }: SuggestContext,
  parent: Params,
  { perturbation, resampleRate }: Known['options'],
): { params: Params; changed: string[] } {
  // unknown whether it fits: an integer may be a size in the network
  const fits = canInherit ?? ((_: Params, __: Params, type: string) => type === 'float')
  let params = parent
  const changed: string[] = []
  for (const { name, domain } of space.parameters) {
    if (!Object.hasOwn(parent, name) || domain.type === 'choice') continue
    const isResampled = rng.uniform() < resampleRate
    const isDown = rng.uniform() < 0.5
    const factor = isDown ? 1 - perturbation : 1 + perturbation
    const value = isResampled
      ? drawFrom(domain, rng)
      : perturbed(domain, Number(parent[name]), factor)
    const other = { ...params, [name]: value }
    if (value === parent[name] || !fits(other, parent, domain.type)) continue
    if (isFeasible !== null && !isFeasible(other)) continue
    params = other
    changed.push(name)
  }
  return { params, changed }
}

/** Returns the sampler's own trials by index; trials from users have no index. */
function suggestedTrials({
  history,
  enqueued,
  number,
}: SuggestContext): [index: number, trial: Trial][] {
  const given = new Set(enqueued.map((one) => one.number))
  const indexed: [number, Trial][] = []
  let index = 0
  const byNumber = new Map(history.map((trial) => [trial.number, trial]))
  for (let at = 0; at < number; at++) {
    if (given.has(at)) continue
    const trial = byNumber.get(at)
    if (trial !== undefined) indexed.push([index, trial])
    index += 1
  }
  return indexed
}

function latestTrials(
  members: ReadonlyMap<number, readonly Trial[]>,
  direction: Direction,
): Trial[] {
  const compare = bestFirst(direction)
  const valueOfTrial = ({ values }: Trial) => values?.[0] ?? Number.NaN
  return [...members.values()]
    .flatMap((trials) => trials.findLast(({ state }) => state === 'complete') ?? [])
    .filter((trial) => Number.isFinite(valueOfTrial(trial)))
    .sort((a, b) => compare(valueOfTrial(a), valueOfTrial(b)) || a.number - b.number)
}

/** Returns null if the space has no fixed number of epochs. */
function fixedEpochs(space: SearchSpace): number | null {
  const epochs = rootEntry(space, 'epochs')
  return epochs?.kind === 'literal' && typeof epochs.value === 'number' ? epochs.value : null
}

function rootEntry({ template }: SearchSpace, key: string) {
  return template.entries.find(([name]) => name === key)?.[1]
}

function epochFaults(space: SearchSpace, generations: number): Fault[] {
  const epochs = rootEntry(space, 'epochs')
  if (epochs === undefined) return []
  const fixed = fixedEpochs(space)
  if (fixed === null) {
    return [
      {
        pointer: '/epochs',
        detail: 'pbt needs a fixed number of epochs: all members train equally long',
      },
    ]
  }
  if (fixed >= generations) return []
  const detail = `${fixed} epochs cannot be divided into ${generations} generations`
  return [{ pointer: '/epochs', detail }]
}

/** Rejects options that apply to a whole training, because each trial is only a part of one. */
function unfitFaults(space: SearchSpace): Fault[] {
  if (rootEntry(space, 'epochs') === undefined) return []
  return ['schedule', 'earlyStopping'].flatMap((key) => {
    const entry = rootEntry(space, key)
    const isNone = entry === undefined || (entry.kind === 'literal' && entry.value === null)
    const detail = `pbt trains in parts and adapts the schedule itself: remove "${key}"`
    return isNone ? [] : [{ pointer: `/${key}`, detail }]
  })
}
