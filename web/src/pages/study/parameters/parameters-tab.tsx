import type { Study } from '../../../api/types.ts'
import { numberIn, textIn } from '../../../app/search-fields.ts'
import { useSearchState } from '../../../app/search-state.ts'
import { Select } from '../../../ui/select.tsx'
import css from '../plots/plots.module.css'
import { WhenSeen } from '../plots/when-seen.tsx'
import { ContourCard } from './contour-card.tsx'
import { CoverageCard } from './coverage-card.tsx'
import { EdfCard } from './edf-card.tsx'
import { ImportanceCard } from './importance-card.tsx'
import { ParetoCard } from './pareto-card.tsx'
import { PruningCard } from './pruning-card.tsx'
import { SlicesCard } from './slices-card.tsx'

export interface ParametersView {
  objective: number
  method: 'pedAnova' | 'fanova'
  x: string // of the contour and the coverage; '': the most important parameters
  y: string
}

function parseView(search: Record<string, unknown>): ParametersView {
  return {
    objective: numberIn(search.objective) ?? 0,
    method: search.method === 'fanova' ? 'fanova' : 'pedAnova',
    x: textIn(search.x),
    y: textIn(search.y),
  }
}

/** Which parameters matter, how, and what was tried of them. */
export default function ParametersTab({ study }: { study: Study }) {
  const [{ objective: asked, method, x, y }, setView] = useSearchState(parseView)
  const objective = asked in study.objectives ? asked : 0
  const isPruned = (study.spec as { pruner?: { type?: string } }).pruner?.type !== 'none'
  return (
    <div className={css.stack}>
      {study.objectives.length > 1 && (
        <div className={css.narrow}>
          <Select
            label="Objective of the plots"
            choices={study.objectives.map(({ metric, direction }, index) => ({
              id: String(index),
              text: `${metric} (${direction})`,
            }))}
            value={String(objective)}
            onChange={(index) => setView({ objective: Number(index) })}
          />
        </div>
      )}
      <ImportanceCard
        study={study}
        objective={objective}
        method={method}
        onMethod={(chosen) => setView({ method: chosen })}
      />
      <WhenSeen height={360}>{() => <SlicesCard study={study} objective={objective} />}</WhenSeen>
      <div className={css.pair}>
        <WhenSeen height={460}>
          {() => (
            <ContourCard
              study={study}
              objective={objective}
              x={x}
              y={y}
              onChange={(pair) => setView(pair)}
            />
          )}
        </WhenSeen>
        <WhenSeen height={460}>
          {() => (
            <CoverageCard
              study={study}
              objective={objective}
              x={x}
              y={y}
              onChange={(pair) => setView(pair)}
            />
          )}
        </WhenSeen>
      </div>
      <div className={css.pair}>
        {study.objectives.length > 1 && (
          <WhenSeen height={440}>{() => <ParetoCard study={study} />}</WhenSeen>
        )}
        <WhenSeen height={380}>{() => <EdfCard study={study} objective={objective} />}</WhenSeen>
      </div>
      {isPruned && <WhenSeen height={480}>{() => <PruningCard study={study} />}</WhenSeen>}
    </div>
  )
}
