/**
 * PED-ANOVA: how much the distribution of each parameter among the best trials differs from that among all of
 * them, as Pearson divergence between Parzen estimates on a grid.
 * Takes milliseconds, without a model of the objective.
 *
 * A parameter that some trials lack is evaluated on the trials that have it, weighted by their share among the best,
 * squared, over their share among all: a region without the parameter contributes nothing.
 *
 * @see Watanabe, Bansal and Hutter 2023, "PED-ANOVA: efficiently quantifying hyperparameter importance in arbitrary
 *      subspaces", IJCAI, eq. 16; its extension to conditional parameters, arXiv:2601.20800, theorem 4.2
 */
import { type Column, valueCount } from './column.ts'
import { categoricalDensity, orderedDensity } from './scott-density.ts'

export interface PedAnovaOptions {
  target: number // quantile of the trials to reach, in (0, region)
  region: number // quantile of the trials to compare with, in (0, 1]
}

const gridSize = 50
const leastTrials = 2 // minimum number of trials with the parameter
const tiny = 1e-12

/**
 * @param losses  one per trial, lower is better
 * @returns       a divergence ≥ 0 for each column, not normalised; all 0 below two trials. Yields after each.
 */
export function* pedAnova(
  columns: readonly Column[],
  losses: Float64Array,
  { target, region }: PedAnovaOptions = { target: 0.1, region: 1 },
): Generator<void, number[]> {
  if (losses.length < 2) return columns.map(() => 0)
  const sorted = losses.toSorted()
  const cutoff = (quantile: number) => sorted[Math.ceil(quantile * sorted.length) - 1] as number
  const best = indicesBelow(losses, cutoff(target))
  const all = indicesBelow(losses, cutoff(region))
  const quantile = best.length / all.length
  const found: number[] = []
  for (const column of columns) {
    found.push(quantile ** 2 * measureDivergence(column, best, all))
    yield
  }
  return found
}

/** Weights the divergence by the number of trials that have the parameter. */
function measureDivergence(
  column: Column,
  best: readonly number[],
  all: readonly number[],
): number {
  if (valueCount(column.parameter) < 2) return 0
  const having = all.filter((trial) => !Number.isNaN(column.values[trial]))
  const bestHaving = best.filter((trial) => !Number.isNaN(column.values[trial]))
  if (having.length < leastTrials || bestHaving.length === 0) return 0
  const weight = (bestHaving.length / best.length) ** 2 / (having.length / all.length)
  return weight * divergence(estimateDensity(column, bestHaving), estimateDensity(column, having))
}

function indicesBelow(losses: Float64Array, cutoff: number): number[] {
  return [...losses.keys()].filter((trial) => (losses[trial] as number) <= cutoff)
}

/** Pearson's χ² divergence of p from q. */
function divergence(p: Float64Array, q: Float64Array): number {
  let sum = 0
  for (let cell = 0; cell < p.length; cell++) {
    const [a, b] = [(p[cell] as number) + tiny, (q[cell] as number) + tiny]
    sum += b * (a / b - 1) ** 2
  }
  return sum
}

function estimateDensity({ parameter, values }: Column, trials: readonly number[]): Float64Array {
  const { domain } = parameter
  if (domain.type === 'choice') {
    const counts = new Uint32Array(domain.options.length)
    for (const trial of trials) add(counts, values[trial] as number)
    return categoricalDensity(counts)
  }
  const size = countCells(valueCount(parameter), domain)
  const { low, log, step } = domain
  const high = step === null ? domain.high : low + step * (valueCount(parameter) - 1)
  const [first, last] = log ? [Math.log(low), Math.log(high)] : [low, high]
  const width = (last - first) / (size - 1)
  const counts = new Uint32Array(size)
  for (const trial of trials) {
    const value = values[trial] as number
    // a value half-way between two cells belongs to the lower one
    const cell = Math.ceil(((log ? Math.log(value) : value) - first) / width - 0.5)
    add(counts, Math.min(size - 1, Math.max(0, cell)))
  }
  return orderedDensity(counts)
}

/** Uses fewer cells for fewer values; on a logarithmic scale, low integers are far apart. */
function countCells(
  values: number,
  { log, type }: { log: boolean; type: 'float' | 'int' },
): number {
  if (type === 'int' && log) return Math.min(gridSize, Math.ceil(Math.log2(values)) + 1)
  return Math.min(gridSize, values)
}

function add(counts: Uint32Array, cell: number): void {
  counts[cell] = (counts[cell] as number) + 1
}
