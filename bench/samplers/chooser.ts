/** Compares the sampler that chooses others (`auto`) with Optuna's best sampler for each family of functions. */
import { markdownTable } from '../statistics.ts'
import { contests } from './contests.ts'
import type { TestFunction } from './functions/test-function.ts'
import { ratioOf, type Standings } from './standings.ts'

export const chooser = {
  ours: 'auto',
  peers: contests.map(({ peer }) => peer),
  budget: 200,
  atMost: 1.1,
} as const

/**
 * Compares the chooser with Optuna's samplers, family by family. Shows the largest ratio of regrets; each ratio is over
 * the functions that both have run.
 */
export function chooserTable(standings: Standings, functions: readonly TestFunction[]): string {
  const families = [...new Set(functions.map(({ family }) => family))]
  const trialsOf = [100, 200]
  const rows = [...families, null].map((family) => {
    const own = functions.filter((one) => family === null || one.family === family)
    const worst = trialsOf.map((trials) => {
      const ratios = chooser.peers.flatMap((peer) => {
        const who = [
          { side: 'ours', sampler: chooser.ours },
          { side: 'peer', sampler: peer },
        ] as const
        const value = ratioOf(standings, who, { functions: own, trials })
        return value === null ? [] : { peer, ratio: value.ratio }
      })
      return ratios.toSorted((a, b) => b.ratio - a.ratio)[0]
    })
    const isMet = worst.every((one) => one === undefined || one.ratio <= chooser.atMost)
    return [
      family ?? 'all',
      ...worst.map((one) => (one ? `${one.ratio.toFixed(2)} of ${one.peer}` : '–')),
      `≤ ${chooser.atMost}`,
      worst.every((one) => one === undefined) ? '' : isMet ? 'met' : 'missed',
    ]
  })
  const header = [
    `${chooser.ours} over the best of Optuna’s ${chooser.peers.join(', ')}`,
    ...trialsOf.map((trials) => `${trials} trials`),
    'target',
    '',
  ]
  return markdownTable(header, rows)
}
