import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Dataset } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { formatPercent } from '../../../ui/format.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { Picture } from '../picture.tsx'
import { imageShape, rangeOf } from '../pixels.ts'
import { rowsQuery } from '../queries.ts'
import css from './diagnosis.module.css'
import type { Mistake } from './pairs.ts'
import { RowValues } from './row-values.tsx'

const shownFirst = 24

/** Mistakes as pictures, or with the values of their rows. */
export function Mistakes({
  mistakes,
  dataset,
}: {
  mistakes: readonly Mistake[]
  dataset: Dataset
}) {
  const [most, setMost] = useState(shownFirst)
  const shown = mistakes.slice(0, most)
  const rows = useQuery(
    rowsQuery(
      dataset.id,
      shown.map(({ row }) => row),
    ),
  )
  if (mistakes.length === 0) return <p className="muted">No mistake.</p>
  const shape = imageShape(dataset.inputShape)
  return (
    <>
      <ul className={shape ? css.pictures : css.rows}>
        {shown.map((mistake, at) => {
          const found = rows.data?.items[at]
          const isLoaded = found !== undefined && !rows.isPlaceholderData
          return (
            <li key={`${mistake.row} ${mistake.predicted}`} className={css.mistake}>
              {shape ? (
                isLoaded ? (
                  <Picture
                    values={found.inputs as number[]}
                    shape={shape}
                    range={rangeOf(dataset.columns)}
                    label={`row ${mistake.row}: ${mistake.label}`}
                  />
                ) : (
                  <Skeleton width={56} height={56} />
                )
              ) : (
                <RowValues row={mistake.row} inputs={found?.inputs} />
              )}
              <span className={css.verdict}>
                <span>
                  {mistake.label} → <strong>{mistake.predicted}</strong>
                </span>
                <span className="muted">{formatPercent(mistake.probability)} sure</span>
              </span>
            </li>
          )
        })}
      </ul>
      {mistakes.length > most && most < 100 && (
        <Button size="sm" onPress={() => setMost(Math.min(100, most + shownFirst))}>
          More mistakes
        </Button>
      )}
    </>
  )
}
