import { useQuery } from '@tanstack/react-query'
import type { Study } from '../../../api/types.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Card } from '../../../ui/card.tsx'
import { formatValue } from '../../../ui/format.ts'
import { TrialLink } from '../../trial/trial-link.tsx'
import { isOpen } from '../is-open.ts'
import { budgetLeft, optimismWords, stopWords } from './done-words.ts'
import css from './overview.module.css'
import { finalistsQuery } from './queries.ts'

const shownFinalists = 5

/** "Are we done?": what ended the search or will end it, and whether its winner is one. */
export function DoneCard({ study }: { study: Study }) {
  const { data: finalists } = useQuery(finalistsQuery(study.id))
  const { stopReason, selection, budget } = study
  const improvement = (study.spec as { budget?: { expectedImprovement?: number } }).budget
    ?.expectedImprovement
  const left = isOpen(study) ? budgetLeft({ ...study, budget }) : []
  const ranked = (finalists?.items ?? []).slice(0, shownFinalists)
  return (
    <Card title="Are we done?">
      <div className={css.facts}>
        {stopReason !== null && <p>{stopWords(stopReason)}</p>}
        {stopReason === null && left.map((fact) => <p key={fact}>{capital(fact)}.</p>)}
        {stopReason === null && isOpen(study) && left.length === 0 && improvement === undefined && (
          <p>No limit: it runs until it is cancelled, or the space is exhausted.</p>
        )}
        {improvement !== undefined && stopReason === null && (
          <p>
            It ends when the next trial is expected to be better by less than{' '}
            {formatValue(improvement)}.
          </p>
        )}
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

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
