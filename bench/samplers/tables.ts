/** Formats the results as Markdown tables. */
import { markdownTable, median, shown } from '../statistics.ts'
import { type Contest, contests } from './contests.ts'
import type { TestFunction } from './functions/test-function.ts'
import { budgets } from './run.ts'
import { meanRegret, ratioOf, type Standings } from './standings.ts'

export const parallelTrials = 8
const parallelTarget = 1.15

export function tablesOf(
  standings: Standings,
  functions: readonly TestFunction[],
  isShown: (contest: Contest) => boolean,
): string {
  const shownContests = contests.filter(isShown)
  return [
    overall(standings, functions, shownContests),
    parallel(standings, functions, shownContests),
    byFamily(standings, functions, shownContests),
    ...shownContests.map((contest) => byFunction(standings, functions, contest)),
  ].join('\n\n')
}

function ratioCell(value: { ratio: number } | null): string {
  return value === null ? '–' : value.ratio.toFixed(2)
}

function overall(
  standings: Standings,
  functions: readonly TestFunction[],
  shownContests: readonly Contest[],
): string {
  const rows = shownContests.flatMap((contest) => {
    const { ours, peer, target } = contest
    return (['reporting', 'tuning'] as const).map((half) => {
      const own = functions.filter((one) => one.half === half && contest.takes(one))
      const ratios = budgets.map((trials) => ({
        trials,
        value: ratioOf(standings, sides(contest), { functions: own, trials }),
      }))
      const judged = ratios.filter(
        ({ trials, value }) => value !== null && target?.at.includes(trials),
      )
      const isMet = judged.every(({ value }) => value!.ratio <= target!.atMost)
      return [
        `${ours} against Optuna's ${peer}, ${half} half`,
        String(Math.max(0, ...ratios.map(({ value }) => value?.functions ?? 0))),
        ...ratios.map(({ value }) => ratioCell(value)),
        target === null ? '' : `≤ ${target.atMost} at ${target.at.join(', ')}`,
        target === null || judged.length === 0 ? '' : isMet ? 'met' : 'missed',
      ]
    })
  })
  const header = [
    'regret over the peer’s',
    'functions',
    ...budgets.map((trials) => `${trials} trials`),
    'target',
    '',
  ]
  return markdownTable(header, rows)
}

function sides({ ours, peer }: Contest) {
  return [
    { side: 'ours', sampler: ours },
    { side: 'peer', sampler: peer },
  ] as const
}

function parallel(
  standings: Standings,
  functions: readonly TestFunction[],
  shownContests: readonly Contest[],
): string {
  const rows = (['ours', 'peer'] as const).flatMap((side) =>
    shownContests.map((contest) => {
      const sampler = contest[side]
      const ratios = budgets.map((trials) =>
        ratioOf(
          standings,
          [
            { side, sampler, parallel: parallelTrials },
            { side, sampler },
          ],
          { functions: functions.filter(contest.takes), trials },
        ),
      )
      const known = ratios.flatMap((value) => value?.ratio ?? [])
      const verdict = known.at(-1)! <= parallelTarget ? 'met' : 'missed'
      return [
        side === 'ours' ? sampler : `Optuna's ${sampler}`,
        String(Math.max(0, ...ratios.map((value) => value?.functions ?? 0))),
        ...ratios.map(ratioCell),
        side === 'ours' ? `≤ ${parallelTarget}` : '',
        side === 'ours' && known.length > 0 ? verdict : '',
      ]
    }),
  )
  const header = [
    `${parallelTrials} at once over one at a time`,
    'functions',
    ...budgets.map((trials) => `${trials} trials`),
    'target',
    'by the last',
  ]
  return markdownTable(
    header,
    rows.filter((row) => row[1] !== '0'),
  )
}

function byFamily(
  standings: Standings,
  functions: readonly TestFunction[],
  shownContests: readonly Contest[],
): string {
  const families = [...new Set(functions.map(({ family }) => family))]
  const rows = families.map((family) => [
    family,
    ...shownContests.map((contest) => {
      const own = functions.filter((one) => one.family === family && contest.takes(one))
      const trials = contest.budget
      return ratioCell(ratioOf(standings, sides(contest), { functions: own, trials }))
    }),
  ])
  const header = [
    'regret over the peer’s, both halves',
    ...shownContests.map(({ ours, budget }) => `${ours}, ${budget} trials`),
  ]
  return markdownTable(header, rows)
}

function byFunction(
  standings: Standings,
  functions: readonly TestFunction[],
  contest: Contest,
): string {
  const rows = functions.filter(contest.takes).map((testFunction) => {
    const cells = budgets
      .filter((trials) => trials <= contest.budget)
      .map((trials) => {
        const [own, theirs] = sides(contest).map((who) =>
          meanRegret(standings, who, { testFunction, trials }),
        )
        return own == null || theirs == null ? '–' : `${own.toFixed(3)} / ${theirs.toFixed(3)}`
      })
    return [`${testFunction.name}: ${testFunction.about}`, testFunction.half, ...cells]
  })
  const header = [
    `normalised regret, ${contest.ours} / Optuna's ${contest.peer}`,
    'half',
    ...budgets.filter((trials) => trials <= contest.budget).map((trials) => `${trials} trials`),
  ]
  return markdownTable(header, rows)
}

export interface Timing {
  about: string
  ours: readonly number[] // milliseconds
  peer: readonly number[] // empty: not measured
  atMostMs: number
}

export function timingTable(timings: readonly Timing[]): string {
  const rows = timings.map(({ about, ours, peer, atMostMs }) => [
    about,
    shown(median(ours)),
    peer.length === 0 ? '–' : shown(median(peer)),
    `≤ ${atMostMs}`,
    median(ours) <= atMostMs ? 'met' : 'missed',
  ])
  return markdownTable(['a suggestion, median', 'ours, ms', 'Optuna, ms', 'target', ''], rows)
}
