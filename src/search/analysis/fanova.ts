/**
 * Functional ANOVA: the share of the objective's variance over the search space that each parameter explains alone,
 * and that each pair explains beyond that, according to a random forest.
 *
 * Departs from the source: points are uniform in the search space, so a `log` range is weighted by its logarithm.
 * Options are sorted by their mean objective, and splits divide that order. A parameter that a trial does not
 * have is drawn at random, because the objective does not depend on it there.
 *
 * @see Hutter, Hoos and Leyton-Brown 2014, "An efficient approach for assessing hyperparameter importance", ICML
 */
import { rngFor } from '../rng.ts'
import { type Column, toUnitCoordinate, valueCount } from './column.ts'
import { growTree, sortSamples, type TreeOptions } from './regression-tree.ts'
import { type TreeVariance, treeVariance } from './tree-variance.ts'

export interface Fanova {
  importances: { mean: number; deviation: number }[] // one per column: share of the variance, over the trees
  interactions: { one: number; other: number; share: number }[] // indices of columns; largest share first
}

export interface FanovaOptions extends TreeOptions {
  trees: number
  seed: number
  pairsAmong: number // number of the most important columns to compute interactions for
}

export const fanovaDefaults = { trees: 32, maxDepth: 64, minLeaf: 1, pairsAmong: 10 }

/**
 * Yields often, so that the caller can run other work in between.
 *
 * @param losses  one per trial; if all are equal, all importances are 0
 */
export function* fanova(
  columns: readonly Column[],
  losses: Float64Array,
  { trees, seed, pairsAmong, ...options }: FanovaOptions,
): Generator<void, Fanova> {
  const varied = [...columns.keys()].filter((i) => valueCount((columns[i] as Column).parameter) > 1)
  const nothing = {
    importances: columns.map(() => ({ mean: 0, deviation: 0 })),
    interactions: [],
  }
  if (losses.length < 2 || varied.length === 0) return nothing
  const rng = rngFor(seed, 0, 0xfa)
  const axes = varied.map((i) => makeAxis(columns[i] as Column, losses, () => rng.uniform()))
  const samples = yield* sortSamples(axes, losses)
  const grown: TreeVariance[] = []
  for (let tree = 0; tree < trees; tree++) {
    const draws = rngFor(seed, tree + 1, 0xfa)
    const weights = new Uint32Array(losses.length)
    for (let i = 0; i < losses.length; i++) {
      const sample = draws.int(losses.length)
      weights[sample] = (weights[sample] as number) + 1
    }
    const leaves = yield* growTree(samples, weights, options, draws)
    yield
    const variance = yield* treeVariance(leaves)
    if (variance.total > 0) grown.push(variance)
  }
  if (grown.length === 0) return nothing

  const shares = axes.map((_, axis) =>
    grown.map(({ main, total }) => (main[axis] as number) / total),
  )
  const means = shares.map(average)
  const importances = nothing.importances
  for (const [axis, i] of varied.entries()) {
    const mean = means[axis] as number
    const squares = average((shares[axis] as number[]).map((share) => (share - mean) ** 2))
    importances[i] = { mean, deviation: Math.sqrt(squares) }
  }
  const foremost = [...axes.keys()].sort((a, b) => (means[b] as number) - (means[a] as number))
  const told = foremost.slice(0, pairsAmong)
  const interactions = []
  for (const [rank, one] of told.entries()) {
    for (const other of told.slice(rank + 1)) {
      let sum = 0
      for (const { interaction, total } of grown) {
        sum += interaction(one, other) / total
        yield
      }
      const share = sum / grown.length
      interactions.push({ one: varied[one] as number, other: varied[other] as number, share })
    }
  }
  return { importances, interactions: interactions.sort((a, b) => b.share - a.share) }
}

/** Returns coordinates in the unit interval, with options ordered by their mean loss. */
function makeAxis(
  { parameter, values }: Column,
  losses: Float64Array,
  drawn: () => number,
): Float64Array {
  const { domain } = parameter
  if (domain.type !== 'choice') {
    return values.map((value) =>
      Number.isNaN(value) ? drawn() : toUnitCoordinate(parameter, value),
    )
  }
  const count = domain.options.length
  const sums = new Float64Array(count)
  const counts = new Float64Array(count)
  for (const [trial, option] of values.entries()) {
    if (Number.isNaN(option)) continue
    sums[option] = (sums[option] as number) + (losses[trial] as number)
    counts[option] = (counts[option] as number) + 1
  }
  const means = sums.map((sum, option) =>
    counts[option] === 0 ? Number.POSITIVE_INFINITY : sum / (counts[option] as number),
  )
  const order = [...means.keys()].sort((a, b) => {
    const [one, other] = [means[a] as number, means[b] as number]
    return one === other ? a - b : one - other
  })
  const places = new Float64Array(count)
  for (const [place, option] of order.entries()) places[option] = (place + 0.5) / count
  return values.map((option) =>
    Number.isNaN(option) ? (Math.floor(drawn() * count) + 0.5) / count : (places[option] as number),
  )
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
