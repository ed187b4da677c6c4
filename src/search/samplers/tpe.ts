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
/** The provenance keys of a suggestion by the estimators. */
export const estimates = {
  logL: 'log density of the good trials at the suggestion, relative to uniform',
  logG: 'log density of the bad trials at the suggestion, relative to uniform',
  logRatio: 'logL − logG, which grows with the expected improvement',
  good: 'number of trials that count as good',
  bad: 'number of trials that count as bad',
  candidates: 'number of candidates compared',
}

const maxRepeats = 20 // redraws of params that were already tried, before one is repeated

const start = { sampler: 'tpe', phase: 'start-up' }

/**
 * Multivariate tree-structured Parzen estimator: one density l of the good trials and one density g of the bad
 * ones. Of candidates drawn from l, it suggests the one with the largest l/g, which has the
 * largest expected improvement. Running trials count as bad, which keeps parallel trials apart.
 *
 * Departs from the sources: it starts with Sobol points. Candidates are crossed: each parameter is drawn near a
 * different good trial, which combines several good trials. Params are repeated only when no new ones are found.
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
      .describe('number of draws from the density of the good trials, of which the best is taken'),
    goodShare: z.number().gt(0).lt(1).default(0.1).describe('share of trials that count as good'),
    maxGood: z
      .int()
      .min(1)
      .default(25)
      .describe('maximum number of good trials, with one objective'),
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
  crosses: boolean // true: each parameter of a candidate is drawn near a different good trial
}

/**
 * Suggests params by the estimators, also for samplers that split the trials differently. If the best candidates are
 * infeasible or already tried, fewer and fewer candidates compete, so the suggestion becomes more random.
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
      if (model === null) return drawFrom(domain, rng) // the parameter has only one value
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

/** Returns the model of a parameter's group, built on first use; null: the parameter has only one value. */
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

/** Describes the choice; the counts are those of the outermost group. */
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
