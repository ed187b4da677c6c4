import { z } from 'zod'
import { defineSampler, type SuggestContext, type SuggestResult } from '../sampler.ts'
import { assign } from '../space/assign.ts'
import { drawFrom } from '../space/domain.ts'
import type { Params, ParamValue } from '../space/params.ts'
import { startUp } from '../start-up.ts'
import { buildModel, type GroupModel, pick } from '../tpe/group-model.ts'
import { type Group, groupParameters, having } from '../tpe/groups.ts'
import { type Split, split } from '../tpe/split.ts'
import type { Trial } from '../trial.ts'

const maxTries = 1_000
/** What a suggestion of the estimators says of itself. */
export const estimates = {
  logL: 'log density of the good trials there, relative to uniform',
  logG: 'log density of the bad trials there, relative to uniform',
  logRatio: 'logL − logG, which grows with the expected improvement',
  good: 'how many trials count as good',
  bad: 'how many trials count as bad',
  candidates: 'how many were compared',
}

const maxRepeats = 20 // draws that were tried before, until one is tried again

const start = { sampler: 'tpe', phase: 'start-up' }

/**
 * Multivariate tree-structured Parzen estimator: one density l of the good trials and one density g of the bad
 * ones; of candidates drawn from l, the one with the largest l/g is tried next, which is the one of the
 * largest expected improvement. Running trials count as bad, so that parallel ones keep apart.
 *
 * Departs from the sources: starts with Sobol points; candidates are crossed, each parameter is drawn near a good
 * trial of its own, so that they follow several good trials together; what was tried before is tried again only when
 * nothing else is found.
 *
 * @see Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", NIPS, §4; Ozaki et al. 2022,
 *   "Multiobjective tree-structured Parzen estimator", JAIR 73; Watanabe 2023, arXiv:2304.11127
 */
export const tpe = defineSampler({
  summary: 'Tree-structured Parzen estimator, for mixed and conditional spaces of any size',
  suits: 'mixed and conditional spaces of any size, many trials, several objectives',
  source: 'Bergstra et al. 2011; Ozaki et al. 2022; Watanabe 2023',
  phases: {
    'start-up': {},
    exploit: estimates,
  },
  options: z.strictObject({
    startupTrials: z
      .int()
      .min(1)
      .default(10)
      .describe('quasi-random trials before the estimators are used'),
    candidates: z
      .int()
      .min(1)
      .max(1_000)
      .default(24)
      .describe('drawn from the density of the good trials; the best of them is taken'),
    goodShare: z.number().gt(0).lt(1).default(0.1).describe('share of the trials that is good'),
    maxGood: z.int().min(1).default(25).describe('good trials at most, with one objective'),
  }),
  usesHistory: true,
  isFinite: false,
  maxObjectives: Number.POSITIVE_INFINITY,
  suggest(context, { startupTrials, candidates, goodShare, maxGood }) {
    const { space, history, directions } = context
    const most = directions.length === 1 ? maxGood : Number.POSITIVE_INFINITY
    const splitTrials = (trials: readonly Trial[]) =>
      split(trials, directions, (judged) => Math.min(Math.ceil(goodShare * judged), most))
    const whole = splitTrials(history)
    const groups = groupParameters(space)
    const isReady = whole.started >= startupTrials && whole.judged >= 2
    if (groups.length === 0 || !isReady) return startUp(context, start)
    const part = (group: Group): Split => {
      const trials = having(group, history)
      return trials === history ? whole : splitTrials(trials)
    }
    return exploit(context, { groups, part, candidates, crosses: true }) ?? startUp(context, start)
  },
})

export interface Plan {
  groups: readonly Group[]
  part(group: Group): Split
  candidates: number
  crosses: boolean // each parameter of a candidate is drawn near a good trial of its own
}

/**
 * What the estimators suggest; also for samplers that split the trials otherwise. Where the best candidates are
 * infeasible or were tried before, fewer and fewer compete: more random ones.
 */
export function exploit({ space, history, rng, isFeasible }: SuggestContext, plan: Plan) {
  const modelFor = lazyModels(plan)
  let repeated: SuggestResult = null
  let repeats = 0
  for (let tries = 0; tries < maxTries && repeats < maxRepeats; tries++) {
    const count = Math.max(1, plan.candidates >> tries)
    const picked = new Map<GroupModel, ReturnType<typeof pick>>()
    const params = assign(space, ({ name, domain }): ParamValue => {
      const model = modelFor(name)
      if (model === null) return drawFrom(domain, rng) // there is but one value
      const own = picked.get(model) ?? pick(model, count, rng)
      picked.set(model, own)
      return own.values.get(name) ?? null
    })
    if (isFeasible !== null && !isFeasible(params)) continue
    const suggestion = { params, provenance: describePick(picked, count) }
    if (!wasTried(params, history)) return suggestion
    repeated ??= suggestion
    repeats += 1
  }
  return repeated
}

/** The model of a parameter's group, made when it is asked for; null: it has but one value. */
function lazyModels({ groups, part, crosses }: Plan): (name: string) => GroupModel | null {
  const groupByName = new Map(
    groups.flatMap((group) => group.map(({ parameter }) => [parameter.name, group] as const)),
  )
  const models = new Map<Group, GroupModel>()
  return (name) => {
    const group = groupByName.get(name)
    if (group === undefined) return null
    const model = models.get(group) ?? buildModel(group, part(group), crosses)
    models.set(group, model)
    return model
  }
}

/** The counts are those of the outermost group. */
function describePick(
  picked: ReadonlyMap<GroupModel, ReturnType<typeof pick>>,
  candidates: number,
) {
  const picks = [...picked.values()]
  const [outermost] = picked.keys()
  const logL = picks.reduce((sum, pick) => sum + pick.logL, 0)
  const logG = picks.reduce((sum, pick) => sum + pick.logG, 0)
  return {
    sampler: 'tpe',
    phase: 'exploit',
    logL,
    logG,
    logRatio: logL - logG, // grows with the expected improvement
    good: outermost?.good ?? 0,
    bad: outermost?.bad ?? 0,
    candidates,
  }
}

function wasTried(params: Params, history: readonly Trial[]): boolean {
  const entries = Object.entries(params)
  return history.some(
    (trial) =>
      entries.every(([name, value]) => trial.params[name] === value) &&
      Object.keys(trial.params).length === entries.length,
  )
}
