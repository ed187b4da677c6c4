import { useQuery } from '@tanstack/react-query'
import { workersQuery } from '../../api/queries.ts'
import { Stat, Stats } from '../../ui/card.tsx'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatParam,
  formatValue,
  nothing,
} from '../../ui/format.ts'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import type { Json } from './document/json-document.ts'
import css from './new-study.module.css'
import { describeConditions, describeDomain, searchSeconds } from './preview-text.ts'
import type { SpacePreview as Preview } from './queries.ts'

/** What the space holds: parameters, grid, and the smallest, a middle and the largest of its networks. */
export function SpacePreview({ preview, study }: { preview: Preview | null; study: Json | null }) {
  const { data: workers } = useQuery(workersQuery)
  if (preview === null) return <Skeleton height="12rem" />
  const trainers = workers?.items.reduce((sum, worker) => sum + worker.trainers, 0) ?? 0
  const { parameters, gridSize, networks, feasibility } = preview
  const seconds = searchSeconds(networks?.median.seconds ?? null, { study, trainers, gridSize })
  return (
    <div className={css.preview}>
      <Stats>
        <Stat label="Parameters" value={formatCount(parameters.length)} />
        <Stat
          label="Grid"
          value={gridSize === null ? nothing : formatSize(gridSize)}
          note={gridSize === null ? 'a range has no points' : 'combinations'}
        />
        {feasibility !== null && feasibility !== undefined && (
          <Stat
            label="Feasible"
            value={`${formatValue(100 * feasibility.share, 2)} %`}
            note="of the space"
          />
        )}
        {study?.dataset !== undefined && (
          <Stat
            label="Whole search"
            value={seconds === null ? nothing : `about ${formatDuration(seconds)}`}
            note={
              seconds === null
                ? 'set trials or seconds'
                : `without pruning, ${trainers === 1 ? 'on 1 trainer' : `on ${formatCount(trainers)} trainers`}`
            }
          />
        )}
      </Stats>
      {networks !== null && networks !== undefined && (
        <table className={css.table}>
          <caption className="visually-hidden">Networks of the space</caption>
          <thead>
            <tr>
              <th scope="col">Network</th>
              <th scope="col">Weights</th>
              <th scope="col">Time of a trial</th>
              <th scope="col">Memory</th>
            </tr>
          </thead>
          <tbody>
            {(['smallest', 'median', 'largest'] as const).map((which) => {
              const {
                parameterCount,
                seconds: ofTrial,
                memoryBytes,
                params,
                isMeasured,
              } = networks[which]
              return (
                <tr
                  key={which}
                  title={Object.entries(params)
                    .map(([name, value]) => `${name} ${formatParam(value)}`)
                    .join(', ')}
                >
                  <th scope="row">{which}</th>
                  <td>{formatCount(parameterCount)}</td>
                  <td>
                    {formatDuration(ofTrial)}
                    {!isMeasured && <span className="muted"> assumed</span>}
                  </td>
                  <td>{formatBytes(memoryBytes)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {parameters.length > 0 && (
        <ScrollRegion label="Table of parameters" className={css.parameters}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">Parameter</th>
                <th scope="col">Values</th>
                <th scope="col">Only if</th>
              </tr>
            </thead>
            <tbody>
              {parameters.map(({ name, domain, conditions }) => (
                <tr key={name}>
                  <th scope="row">
                    <code>{name}</code>
                  </th>
                  <td>{describeDomain(domain)}</td>
                  <td>{describeConditions(conditions) || nothing}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </div>
  )
}

function formatSize(size: number | string): string {
  return typeof size === 'number' && size < 1e7 ? formatCount(size) : formatValue(Number(size), 2)
}
