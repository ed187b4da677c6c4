import type { PreviewRow } from '../../../api/types.ts'
import { formatParam } from '../../../ui/format.ts'
import { ScrollRegion } from '../../../ui/scroll-region.tsx'
import css from './parts.module.css'

const mostColumns = 60

/** The first rows of a table; nothing for tensors, whose numbers say little. */
export function FirstRows({ rows, target }: { rows: readonly PreviewRow[]; target: string }) {
  const [first] = rows
  if (first === undefined || Array.isArray(first.inputs)) return null
  const names = Object.keys(first.inputs)
  const shown = names.slice(0, mostColumns)
  return (
    <ScrollRegion label="Table of first rows" className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{target}</th>
            {shown.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ inputs, target: value }, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            <tr key={row}>
              <td>{formatParam(value)}</td>
              {shown.map((name) => (
                <td key={name}>{formatParam((inputs as Record<string, unknown>)[name])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {names.length > shown.length && (
        <p className={css.more}>and {names.length - shown.length} more columns</p>
      )}
    </ScrollRegion>
  )
}
