import { useCallback } from 'react'
import type { Study } from '../../../api/types.ts'
import { useSearchState } from '../../../app/search-state.ts'
import css from '../plots/plots.module.css'
import { ParallelCard } from './parallel-card.tsx'
import { TrialsTable } from './trials-table.tsx'
import { parseTrialsView, type TrialsView, type Where } from './view.ts'

/** Parallel coordinates whose brush filters the table below them. */
export default function TrialsTab({ study }: { study: Study }) {
  const [view, setView] = useSearchState(parseTrialsView)
  const onFilter = useCallback((where: Where) => setView({ where }), [setView])
  const onChange = useCallback((change: Partial<TrialsView>) => setView(change), [setView])
  return (
    <div className={css.stack}>
      <ParallelCard study={study} where={view.where} onFilter={onFilter} />
      <TrialsTable study={study} view={view} onChange={onChange} />
    </div>
  )
}
