import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { NumberField } from '../../../ui/number-field.tsx'
import { Picture } from '../picture.tsx'
import { rangeOf } from '../pixels.ts'
import { diagnosisQuery, rowsQuery } from '../queries.ts'
import { type Drawing, fitDigit, inUnits } from './digit.ts'
import { DrawingPad } from './drawing-pad.tsx'
import css from './predict.module.css'
import type { InputProps } from './row-input.tsx'

/** Draw an image, or choose a validation row: that needs no pointer. */
export function ImageInput({
  study,
  trial,
  dataset,
  shape,
  onPredict,
  isPending,
}: InputProps & { shape: readonly number[] }) {
  const { min, max } = rangeOf(dataset.columns)
  const [height = 1, width = 1, channels = 1] = shape
  const onDrawn = useCallback(
    (drawing: Drawing) => {
      const grey = inUnits(fitDigit(drawing, [height, width]), { min, max })
      onPredict([grey.flatMap((value) => new Array<number>(channels).fill(value))])
    },
    [height, width, channels, min, max, onPredict],
  )
  return (
    <div className={css.inputs}>
      <Card title="Draw" note="The drawing is fitted and centred as the images of the data are.">
        <DrawingPad onDrawn={onDrawn} isPending={isPending} />
      </Card>
      <FromData {...{ study, trial, dataset, onPredict, isPending }} shape={shape} />
    </div>
  )
}

function FromData({
  study,
  trial,
  dataset,
  shape,
  onPredict,
}: InputProps & { shape: readonly number[] }) {
  const { data: diagnosis } = useQuery(diagnosisQuery(study.id, trial.number))
  const sample = diagnosis?.classes?.sample ?? diagnosis?.values?.sample ?? []
  const shown = sample.slice(0, 12)
  const [row, setRow] = useState<number | null>(null)
  const { data } = useQuery(
    rowsQuery(
      dataset.id,
      shown.map((one) => one.row),
    ),
  )
  const chosen = useQuery({ ...rowsQuery(dataset.id, [row ?? 0]), enabled: row !== null })
  const range = rangeOf(dataset.columns)
  return (
    <Card title="Or take a row" note="Validation rows; or give the number of any row.">
      <ul className={css.samples}>
        {(data?.items ?? []).map(({ inputs, target }, at) => (
          <li key={shown[at]!.row}>
            <button
              type="button"
              className={css.sample}
              aria-label={`Predict row ${shown[at]!.row}, which is ${target}`}
              onClick={() => onPredict([inputs])}
            >
              <Picture
                values={inputs as number[]}
                shape={shape}
                range={range}
                label={`row ${shown[at]!.row}`}
                size={44}
              />
            </button>
          </li>
        ))}
      </ul>
      <div className={css.actions}>
        <NumberField
          label="Row of the data"
          value={row}
          minValue={0}
          maxValue={dataset.rows - 1}
          onChange={setRow}
        />
        {row !== null && chosen.data && (
          <>
            <Picture
              values={chosen.data.items[0]!.inputs as number[]}
              shape={shape}
              range={range}
              label={`row ${row}: ${chosen.data.items[0]!.target}`}
              size={40}
            />
            <Button onPress={() => onPredict([chosen.data.items[0]!.inputs])}>
              Predict row {row}
            </Button>
          </>
        )}
      </div>
    </Card>
  )
}
