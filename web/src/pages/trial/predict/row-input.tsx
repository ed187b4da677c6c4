import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import type { Dataset } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { NumberField } from '../../../ui/number-field.tsx'
import { Select } from '../../../ui/select.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { showError } from '../../../ui/toast.tsx'
import { targetName } from '../../datasets/target-name.ts'
import { rowsQuery } from '../queries.ts'
import type { TrialTab } from '../trial-page.tsx'
import css from './predict.module.css'
import { type RowField, rowFields, rowOf, textsOf } from './row-form.ts'
import { rowsOfFile } from './rows-of-file.ts'

export interface InputProps extends TrialTab {
  dataset: Dataset
  onPredict: (inputs: readonly unknown[]) => void
  isPending: boolean
}

/** A form by column that starts with a row of the data. */
export function RowInput({ dataset, onPredict, isPending }: InputProps) {
  const [row, setRow] = useState(0)
  const { data, isLoading } = useQuery(rowsQuery(dataset.id, [row]))
  const [typed, setTyped] = useState<Record<string, string>>({})
  const fields = useMemo(() => rowFields(dataset.columns), [dataset])
  const known = data?.items[0]
  const texts = { ...(known ? textsOf(known.inputs as Record<string, unknown>) : {}), ...typed }
  const takeFile = async (files: FileList | null) => {
    const [file] = files ?? []
    if (file === undefined) return
    try {
      onPredict(await rowsOfFile(file.name, await file.text()))
    } catch (error) {
      showError(`${file.name} cannot be read`, error)
    }
  }
  return (
    <Card
      title="A row"
      note={`It starts as row ${row} of ${dataset.name}, whose ${targetName(dataset.columns)} is ${known?.target ?? '…'}.`}
      actions={
        <FileTrigger
          acceptedFileTypes={['.csv', '.json', 'text/csv', 'application/json']}
          onSelect={(files) => void takeFile(files)}
        >
          <Button size="sm">Rows from a file</Button>
        </FileTrigger>
      }
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          onPredict([rowOf(fields, texts)])
        }}
      >
        <div className={css.fields}>
          {fields.map((field) => (
            <Field
              key={field.name}
              field={field}
              text={texts[field.name] ?? ''}
              onChange={(text) => setTyped((before) => ({ ...before, [field.name]: text }))}
            />
          ))}
        </div>
        <div className={css.actions}>
          <NumberField
            label="Row of the data"
            value={row}
            minValue={0}
            maxValue={dataset.rows - 1}
            onChange={(chosen) => {
              setRow(chosen ?? 0)
              setTyped({})
            }}
          />
          {/* a row that has not come yet would be predicted as missing values */}
          <Button type="submit" look="primary" isPending={isPending} isDisabled={isLoading}>
            Predict
          </Button>
        </div>
      </form>
    </Card>
  )
}

const missing = 'missing value'

function Field({
  field: { name, kind, choices, hint, isOptional },
  text,
  onChange,
}: {
  field: RowField
  text: string
  onChange: (text: string) => void
}) {
  if (kind === 'choice') {
    const all = [
      ...choices.map((choice) => ({ id: choice, text: choice })),
      ...(isOptional || text === '' ? [{ id: '', text: missing }] : []),
    ]
    return <Select label={name} choices={all} value={text} onChange={onChange} />
  }
  return (
    <TextField
      label={name}
      hint={isOptional ? `${hint}, or empty` : hint}
      value={text}
      onChange={onChange}
      inputMode={kind === 'number' ? 'decimal' : 'text'}
    />
  )
}
