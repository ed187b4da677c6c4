import type { ReactNode } from 'react'
import { StateBadge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Switch } from '../../ui/checkbox.tsx'
import { formatParam } from '../../ui/format.ts'
import { CloseIcon } from '../../ui/icons.tsx'
import { PathName } from '../../ui/path-name.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import css from './compare-trials.module.css'
import type { Comparison } from './differences.ts'

/** A trial or a study, in the colour of its curve. */
interface Column {
  id: string | number
  name: string // in words
  state: string
  link: ReactNode
  onRemove: () => void
}

/** What is compared as the columns of a table, in parts of rows. */
export function SideBySide({
  label,
  columns,
  parts,
  isFiltered,
  onFilter,
  actions,
}: {
  label: string
  columns: readonly Column[]
  parts: Readonly<Record<string, readonly Comparison[]>> // by title
  isFiltered: boolean // only rows whose values differ
  onFilter: (isOn: boolean) => void
  actions?: ReactNode
}) {
  return (
    <Card
      title="Side by side"
      isFlush
      actions={
        <>
          {actions}
          <Switch isSelected={isFiltered} onChange={onFilter}>
            Only differences
          </Switch>
        </>
      }
    >
      <ScrollRegion label={label} className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <td />
              {columns.map(({ id, name, state, link, onRemove }, at) => (
                <th key={id} scope="col">
                  <span className={css.head}>
                    <span
                      className={css.colour}
                      style={{ background: `var(--series-${at + 1})` }}
                      aria-hidden="true"
                    />
                    {link}
                    <IconButton label={`Leave out ${name}`} size="sm" onPress={onRemove}>
                      <CloseIcon size={12} />
                    </IconButton>
                  </span>
                  <StateBadge state={state} />
                </th>
              ))}
            </tr>
          </thead>
          {Object.entries(parts).map(([title, all]) => (
            <Part
              key={title}
              title={title}
              all={all}
              columns={columns.length}
              isFiltered={isFiltered}
            />
          ))}
        </table>
      </ScrollRegion>
    </Card>
  )
}

function Part({
  title,
  all,
  columns,
  isFiltered,
}: {
  title: string
  all: readonly Comparison[]
  columns: number
  isFiltered: boolean
}) {
  const shown = isFiltered ? all.filter(({ isSame }) => !isSame) : all
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={columns + 1} className={css.part}>
          {title}
          {shown.length === 0 && (
            <span className="muted"> · {all.length === 0 ? 'none' : 'no differences'}</span>
          )}
        </th>
      </tr>
      {shown.map(({ name, values, isSame }) => (
        <tr key={name} data-same={(isSame && columns > 1) || undefined}>
          <th scope="row">
            <PathName name={name} />
          </th>
          {values.map((value, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns are in their order
            <td key={at}>{formatParam(value)}</td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}
