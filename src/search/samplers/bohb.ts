import { z } from 'zod'
import type { Direction } from '../compare/direction.ts'
import { type Fidelity, fidelities, type Observed } from '../fidelity.ts'
import { defineSampler, type SuggestContext, type SuggestResult } from '../sampler.ts'
import { startUp } from '../start-up.ts'
import { type Group, groupParameters } from '../tpe/groups.ts'
import type { Split } from '../tpe/split.ts'
import { random } from './random.ts'
import { estimates, exploit } from './tpe.ts'

const start = { sampler: 'bohb', phase: 'start-up' }

/**
 * BOHB: Parzen estimators of the good and the bad trials as in `tpe`, but from the values of trials at one budget: the
 * largest one that enough trials have reached. So it learns from pruned and running trials from their first rung
 * on, and later from the longest ones. A share of the trials is drawn at random, independent of the model.
 * Designed for the `hyperband` and `asha` pruners; give it their `minResource` and `reductionFactor`. Without reports,
 * whole trials are the only budget.
 *
 * Departs from the source: the estimators and the treatment of conditional parameters are those of `tpe`. Running
 * trials that have not reached the budget count as bad, which keeps parallel trials apart. It starts with Sobol points.
 *
 * @see Falkner, Klein and Hutter 2018, "BOHB: robust and efficient hyperparameter optimization at scale", ICML, §4, Alg. 2
 */
export const bohb = defineSampler({
  summary:
    'Parzen estimators over the largest budget that enough trials reached, for use with hyperband',
  suits: 'studies with the `hyperband` or `asha` pruner: learns from stopped trials too',
  source: 'Falkner et al. 2018',
  phases: {
    'start-up': {},
    random: {},
    model: {
      budget: 'step whose values were used, or `whole`',
      observed: 'number of trials that reached the budget',
      ...estimates,
    },
  },
  options: z.strictObject({
    minResource: z.int().min(1).default(1).describe('first rung, the same as in the pruner'),
    reductionFactor: z.number().min(2).default(3).describe('η, the same as in the pruner'),
    minPoints: z
      .int()
      .min(2)
      .nullable()
      .default(null)
      .describe(
        'a budget needs this number of trials plus two; null: the number of parameters + 1',
      ),
    goodShare: z.number().gt(0).lt(1).default(0.15).describe('share of trials that count as good'),
    candidates: z
      .int()
      .min(1)
      .max(1_000)
      .default(64)
      .describe('number of draws from the density of the good trials'),
    randomShare: z
      .number()
      .min(0)
      .max(1)
      .default(1 / 3)
      .describe('share of random trials'),
  }),
  usesHistory: true,
  isFinite: false,
  maxObjectives: 1,
  suggest(context, options) {
    const { space, history, directions, rng } = context
    const isRandom = rng.uniform() < options.randomShare
    const groups = groupParameters(space)
    const dimensions = groups.reduce((sum, group) => sum + group.length, 0)
    const least = options.minPoints ?? dimensions + 1
    const [direction = 'minimize'] = directions
    const level = groups.length === 0 ? null : modelLevel(history, direction, options, least)
    if (level === null) return startUp(context, start)
    if (isRandom) return named(random.suggest(context, {}), { phase: 'random' })
    const { goodShare } = options
    const part = (group: Group) => splitAt(level, context, group, { least, goodShare })
    const suggestion = exploit(context, {
      groups,
      part,
      candidates: options.candidates,
      crosses: false,
    })
    if (suggestion === null) return startUp(context, start)
    const { budget, observed } = level
    return named(suggestion, {
      phase: 'model',
      budget: budget ?? 'whole',
      observed: observed.length,
    })
  },
})

/** Finds the largest budget with `least` trials for the good density and enough for the bad one. */
function modelLevel(
  history: SuggestContext['history'],
  direction: Direction,
  { minResource, reductionFactor: eta }: { minResource: number; reductionFactor: number },
  least: number,
): Fidelity | null {
  const levels = fidelities(history, direction, { minResource, eta })
  return levels.findLast(({ observed }) => finite(observed).length >= least + 2) ?? null
}

/** Splits the trials that have the group's parameters: the best ones, and all others with a result or running. */
function splitAt(
  { observed }: Fidelity,
  { history }: SuggestContext,
  group: Group,
  { least, goodShare }: { least: number; goodShare: number },
): Split {
  const { name } = group[0]!.parameter
  const isPart = ({ trial: { params } }: Observed) => Object.hasOwn(params, name)
  const judged = finite(observed.filter(isPart)).sort((a, b) => a.loss - b.loss)
  const count = Math.min(
    Math.max(least, Math.floor(goodShare * judged.length)),
    Math.ceil(judged.length / 2),
  )
  const good = judged.slice(0, count).map(({ trial }) => trial)
  const isGood = new Set(good)
  const isKnown = new Set(observed.map(({ trial }) => trial))
  const bad = history.filter((trial) => {
    if (isGood.has(trial) || !Object.hasOwn(trial.params, name)) return false
    return isKnown.has(trial) || trial.state === 'running' || trial.state === 'waiting'
  })
  return {
    good: good.map(({ params }) => params),
    isRanked: true,
    bad: bad.map(({ params }) => params),
    judged: judged.length,
    started: history.length,
  }
}

function finite(observed: readonly Observed[]): Observed[] {
  return observed.filter(({ loss }) => Number.isFinite(loss))
}

function named(result: SuggestResult, why: Record<string, string | number>): SuggestResult {
  if (result === null || result === 'unsatisfiable') return result
  return { ...result, provenance: { ...result.provenance, sampler: 'bohb', ...why } }
}
