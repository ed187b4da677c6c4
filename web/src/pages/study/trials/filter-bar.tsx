import { useState } from 'react'
import { Button, IconButton } from '../../../ui/button.tsx'
import { CloseIcon, PlusIcon } from '../../../ui/icons.tsx'
import type { Parallel } from '../plots/queries.ts'
import { AddFilter } from './add-filter.tsx'
import { chipsOf } from './chips.ts'
import css from './filter-bar.module.css'
import type { Where } from './view.ts'

/** The filter as chips, each with a cross, and a button to add one. */
export function FilterBar({
  where,
  metrics,
  axes,
  onFilter,
}: {
  where: Where
  metrics: readonly string[]
  axes: Parallel['axes']
  onFilter: (where: Where) => void
}) {
  const [isAdding, setAdding] = useState(false)
  const chips = chipsOf(where, metrics)
  return (
    <div className={css.bar}>
      <Button size="sm" onPress={() => setAdding(true)}>
        <PlusIcon /> Filter
      </Button>
      {chips.length > 0 && (
        <ul className={css.chips} aria-label="Filters">
          {chips.map(({ id, text, without }) => (
            <li key={id} className={css.chip}>
              <span className={css.text} title={text}>
                {text}
              </span>
              <IconButton
                size="sm"
                label={`Remove the filter ${text}`}
                onPress={() => onFilter(without)}
              >
                <CloseIcon size={12} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {chips.length > 1 && (
        <Button size="sm" look="quiet" onPress={() => onFilter({})}>
          Remove all
        </Button>
      )}
      {isAdding && (
        <AddFilter
          where={where}
          metrics={metrics}
          axes={axes}
          onClose={() => setAdding(false)}
          onAdd={(next) => {
            setAdding(false)
            onFilter(next)
          }}
        />
      )}
    </div>
  )
}
