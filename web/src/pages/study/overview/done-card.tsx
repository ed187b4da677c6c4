import { useQuery } from '@tanstack/react-query'
import type { Study } from '../../../api/types.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Card } from '../../../ui/card.tsx'
import { formatValue } from '../../../ui/format.ts'
import { Sparkline } from '../../../ui/sparkline.tsx'
import { Time } from '../../../ui/time.tsx'
import { TrialLink } from '../../trial/trial-link.tsx'
import { endedTrials } from '../header/progress-words.ts'
import { isOpen } from '../is-open.ts'
import { budgetLeft, expectedWords, optimismWords, sinceWords, stopWords } from './done-words.ts'
import css from './overview.module.css'
import { curvesQuery, finalistsQuery, historyQuery } from './queries.ts'

const shownFinalists = 5

/** "Are we done?": what ended the search or will end it, and whether its winner is one. */
export function DoneCard({ study }: { study: Study }) {
  const { data: finalists } = useQuery(finalistsQuery(study.id))
  const { data: newest = study } = useQuery(historyQuery(study.id))
  const { stopReason, selection, budget } = study
  const { expectedImprovement } = newest
  const left = isOpen(study) ? budgetLeft({ ...study, budget }) : []
  const ranked = (finalists?.items ?? []).slice(0, shownFinalists)
  return (
    <Card title="Are we done?">
      <div className={css.facts}>
        {stopReason !== null && <p>{stopWords(stopReason)}</p>}
        {stopReason === null && left.map((fact) => <p key={fact}>{capital(fact)}.</p>)}
        {stopReason === null &&
          isOpen(study) &&
          left.length === 0 &&
          expectedImprovement === null && (
            <p>No limit: it runs until it is cancelled, or the space is exhausted.</p>
          )}
        {expectedImprovement !== null && <Expected {...expectedImprovement} />}
        <LastImprovement study={newest} />
        {selection !== null && <p>{optimismWords(selection)}</p>}
        {ranked.length > 0 && (
          <table className={css.finalists}>
            <thead>
              <tr>
                <th scope="col">Finalist</th>
                <th scope="col">Mean, 95 % interval</th>
                <th scope="col">
                  <span className="visually-hidden">Tied</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {ranked.map(({ trial, mean, interval, tied }) => (
                <tr key={trial}>
                  <td>
                    <TrialLink id={study.id} number={trial} />
                  </td>
                  <td>
                    {formatValue(mean)}
                    {interval !== null && (
                      <span className="muted">
                        {' '}
                        {formatValue(interval[0])} to {formatValue(interval[1])}
                      </span>
                    )}
                  </td>
                  <td>{tied === true && <Badge tone="accent">may be best</Badge>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {!isOpen(study) && ranked.length === 0 && study.best !== null && (
          <p className="muted">
            Its best value is that of one training: finalists, trained again with other seeds, would
            tell how much of it was luck.
          </p>
        )}
      </div>
    </Card>
  )
}

/** What is expected of the next trial, and how that fell. */
function Expected(expected: NonNullable<Study['expectedImprovement']>) {
  const points = expected.history.flatMap(({ trials, value }) =>
    value === null ? [] : [{ x: trials, y: value }],
  )
  return (
    <>
      <p>{expectedWords(expected)}</p>
      {points.length > 1 && <Sparkline points={points} width={200} height={32} />}
    </>
  )
}

/** How long ago the best value improved, in trials and time: of any study it tells whether a search still finds better. */
function LastImprovement({ study }: { study: Study }) {
  const { data: curves } = useQuery(curvesQuery(study.id, { top: 1, points: 2 }))
  const best = curves?.best.at(-1)
  const last = study.history?.at(-1)
  if (best === undefined || last === undefined) return null
  const { number, seconds } = best
  const at = seconds === null ? null : Date.parse(study.createdAt) + 1_000 * seconds
  return (
    <p>
      The best value last improved with{' '}
      <TrialLink id={study.id} number={number}>
        trial {number}
      </TrialLink>
      {at !== null && (
        <>
          , <Time at={new Date(at).toISOString()} isRelative />
        </>
      )}
      : {sinceWords(Math.max(0, endedTrials(study.trials) - last.trials))}.
    </p>
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
