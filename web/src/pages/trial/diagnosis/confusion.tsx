import { useMemo } from 'react'
import { formatCount, formatPercent } from '../../../ui/format.ts'
import { ScrollRegion } from '../../../ui/scroll-region.tsx'
import css from './diagnosis.module.css'
import { type ClassDiagnosis, type Pair, rowShares } from './pairs.ts'

const deepest = 0.6 // share of the colour that texts can still be read on

/** A heat map that is a table: every cell can be read and, where it has mistakes, pressed. */
export function Confusion({
  diagnosis: { classes, confusion },
  chosen,
  onChoose,
}: {
  diagnosis: ClassDiagnosis
  chosen: Pair | null
  onChoose: (pair: Pair | null) => void
}) {
  const shares = useMemo(() => rowShares(confusion), [confusion])
  const labels = confusion.map((_, at) => classes[at]?.label ?? 'others')
  return (
    <ScrollRegion label="Confusion matrix" className={css.scroll}>
      <table className={css.confusion} data-size={labels.length > 20 ? 'small' : undefined}>
        <thead>
          <tr>
            <td />
            {labels.map((label) => (
              <th key={label} scope="col">
                <span className={css.columnName}>{label}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {confusion.map((row, of) => (
            <tr key={labels[of]}>
              <th scope="row">{labels[of]}</th>
              {row.map((count, as) => (
                <Cell
                  key={labels[as]}
                  pair={{ label: labels[of]!, predicted: labels[as]! }}
                  count={count}
                  share={shares[of]![as]!}
                  isRight={of === as}
                  isChosen={chosen?.label === labels[of] && chosen?.predicted === labels[as]}
                  onChoose={onChoose}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function Cell({
  pair,
  count,
  share,
  isRight,
  isChosen,
  onChoose,
}: {
  pair: Pair
  count: number
  share: number
  isRight: boolean
  isChosen: boolean
  onChoose: (pair: Pair | null) => void
}) {
  // wrong cells are rare: the square root makes them visible
  const strength = deepest * (isRight ? share : Math.sqrt(share))
  const style = { '--strength': `${Math.round(100 * strength)}%` } as React.CSSProperties
  const title = `${pair.label} predicted as ${pair.predicted}: ${formatCount(count)} (${formatPercent(share, 1)})`
  const data = { 'data-right': isRight || undefined }
  if (isRight || count === 0) {
    return (
      <td style={style} title={title} {...data}>
        {count === 0 ? '' : formatCount(count)}
      </td>
    )
  }
  return (
    <td style={style} {...data}>
      <button
        type="button"
        title={title}
        aria-label={title}
        aria-pressed={isChosen}
        onClick={() => onChoose(isChosen ? null : pair)}
      >
        {formatCount(count)}
      </button>
    </td>
  )
}
