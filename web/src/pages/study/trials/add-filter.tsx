import { type FormEvent, useId, useMemo, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { NumberField } from '../../../ui/number-field.tsx'
import { Select } from '../../../ui/select.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import type { Parallel } from '../plots/queries.ts'
import { optionText } from '../plots/scales.ts'
import css from './filter-bar.module.css'
import { type FilterField, filterAt, filterFields, withFilter } from './filter-fields.ts'
import type { Option, Range, Where } from './view.ts'

/** Asks for one condition of the filter. */
export function AddFilter({
  where,
  metrics,
  axes,
  onClose,
  onAdd,
}: {
  where: Where
  metrics: readonly string[]
  axes: Parallel['axes']
  onClose: () => void
  onAdd: (where: Where) => void
}) {
  const fields = useMemo(() => filterFields(metrics, axes), [metrics, axes])
  const [id, setId] = useState('state')
  const field = fields.find((one) => one.id === id) ?? (fields[0] as FilterField)
  const [given, setGiven] = useState(filterAt(where, id))
  const [error, setError] = useState<string | null>(null)
  const form = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const fault = faultOf(field, given)
    if (fault === null && given !== null) onAdd(withFilter(where, field.id, given))
    else setError(fault)
  }
  return (
    <Dialog
      title="Filter the trials"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form}>
            Filter
          </Button>
        </>
      }
    >
      <form id={form} className={css.form} onSubmit={submit}>
        <Select
          label="Of the trials, look at"
          choices={fields}
          value={field.id}
          onChange={(chosen) => {
            setId(chosen)
            setGiven(filterAt(where, chosen))
            setError(null)
          }}
        />
        <FieldInput key={field.id} field={field} given={given} onChange={setGiven} />
        {error !== null && <p role="alert">{error}</p>}
      </form>
    </Dialog>
  )
}

type Given = Range | Option[] | string | null

function FieldInput({
  field,
  given,
  onChange,
}: {
  field: FilterField
  given: Given
  onChange: (given: Given) => void
}) {
  if (field.kind === 'text') {
    return (
      <TextField
        label={field.text}
        hint={field.hint}
        value={typeof given === 'string' ? given : ''}
        onChange={onChange}
      />
    )
  }
  if (field.kind === 'options') {
    const chosen = Array.isArray(given) ? given : []
    return (
      <fieldset className={css.options}>
        <legend className="visually-hidden">{field.text}</legend>
        {field.options.map((option) => (
          <Checkbox
            key={JSON.stringify(option)}
            isSelected={chosen.includes(option)}
            onChange={(isChosen) =>
              onChange(
                field.options.filter((one) => (one === option ? isChosen : chosen.includes(one))),
              )
            }
          >
            {optionText(option)}
          </Checkbox>
        ))}
      </fieldset>
    )
  }
  const range = (given ?? {}) as Range
  const set = (end: 'from' | 'to') => (value: number | null) => {
    const { [end]: _, ...rest } = range
    onChange(value === null ? rest : { ...rest, [end]: value })
  }
  return (
    <div className={css.range}>
      <NumberField label="From" value={range.from ?? null} onChange={set('from')} hidesSteps />
      <NumberField label="To" value={range.to ?? null} onChange={set('to')} hidesSteps />
    </div>
  )
}

function faultOf({ kind }: FilterField, given: Given): string | null {
  if (kind === 'text') return given === null || given === '' ? 'Type a part of the text.' : null
  if (kind === 'options') {
    return Array.isArray(given) && given.length > 0 ? null : 'Choose at least one.'
  }
  const { from, to } = (given ?? {}) as Range
  if (from === undefined && to === undefined) return 'Give at least one end of the range.'
  return from !== undefined && to !== undefined && from > to ? '“From” is above “To”.' : null
}
