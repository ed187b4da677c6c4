import { z } from 'zod'
import {
  rungDetails,
  rungOptions,
  rungSteps,
  stopAtRung,
} from '../early-stopping/successive-halving.ts'
import { definePruner } from '../pruner.ts'

/**
 * Hyperband: several brackets of asynchronous successive halving, from one that stops trials early to one
 * that never stops them, so that slow starters also get a chance. A trial competes only within its
 * bracket. Its number decides the bracket, in shares that give every bracket the same budget of steps.
 *
 * @see Li et al. 2018, "Hyperband: a novel bandit-based approach to hyperparameter optimization", JMLR 18
 */
export const hyperband = definePruner({
  summary: 'Successive halving in brackets of equal budgets',
  endsWhen:
    'the rule of `asha` stops it within its bracket; brackets stop trials from early to never, with equal budgets of steps',
  source: 'Li et al. 2018',
  details: { ...rungDetails, bracket: 'bracket of the trial, from 0' },
  options: z.strictObject({
    minResource: z.int().min(1).default(1).describe('steps before the first rung'),
    maxResource: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe(
        'steps of a whole trial; null: the steps of the trial if known, otherwise a single bracket',
      ),
    reductionFactor: z.number().min(2).default(3).describe('η: one trial in η passes a rung'),
    ...rungOptions,
  }),
  usesPeers: true,
  maxObjectives: Number.POSITIVE_INFINITY,
  // all brackets use the rungs of the first
  decidesAt: rungSteps,
  judge(context, { minResource, maxResource, reductionFactor, ...rule }) {
    const whole = maxResource ?? context.lastStep
    const shares = bracketShares(minResource, whole ?? minResource, reductionFactor)
    const bracket = assignBracket(context.trial.number, shares)
    const peers = context.peers.filter(({ number }) => assignBracket(number, shares) === bracket)
    const stop = stopAtRung(
      { ...context, peers },
      {
        pruner: 'hyperband',
        minResource: Math.ceil(minResource * reductionFactor ** bracket),
        reductionFactor,
        ...rule,
      },
    )
    return stop === false ? false : { ...stop, bracket }
  },
})

/**
 * Returns the share of trials for each bracket: the inverse of the average cost of a trial in it, if
 * one in η passes each rung. Bracket s has its first rung at minResource · η^s.
 */
export function bracketShares(minResource: number, maxResource: number, eta: number): number[] {
  const count = Math.max(
    1,
    Math.floor(Math.log(maxResource / minResource) / Math.log(eta) + 1e-9) + 1,
  )
  const inverses = Array.from({ length: count }, (_, bracket) => {
    let cost = 0
    let passing = 1
    let from = 0
    for (let rung = minResource * eta ** bracket; rung < maxResource * (1 - 1e-9); rung *= eta) {
      cost += passing * (rung - from)
      passing /= eta
      from = rung
    }
    return 1 / (cost + passing * (maxResource - from))
  })
  const sum = inverses.reduce((total, inverse) => total + inverse, 0)
  return inverses.map((inverse) => inverse / sum)
}

/** Uses multiples of the golden ratio, so that any run of trials is divided almost exactly by the shares. */
export function assignBracket(number: number, shares: readonly number[]): number {
  let left = ((number + 0.5) * 0.618033988749895) % 1
  for (const [bracket, share] of shares.entries()) {
    if (left < share) return bracket
    left -= share
  }
  return shares.length - 1
}
