import { type Path, toPointer } from '../../../api/pointer.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { CloseIcon } from '../../../ui/icons.tsx'
import { Menu, MenuItem } from '../../../ui/menu.tsx'
import { NumberField } from '../../../ui/number-field.tsx'
import { Select } from '../../../ui/select.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { valueAtPath } from '../document/json-document.ts'
import css from './form.module.css'
import { fixedFrom, type Held, parseOptions, rangeAround, readHeld, writeHeld } from './hole.ts'
import type { OptionField } from './schema-fields.ts'
import { faultAt, useStudyDocument } from './study-document.ts'

/** One value of the study; where holes are allowed it can be searched instead of fixed. */
export function ValueField({
  path,
  field,
  label = wordsOf(field.name),
  allowsHoles = false,
  canBeRemoved = false,
}: {
  path: Path
  field: OptionField
  label?: string
  allowsHoles?: boolean
  canBeRemoved?: boolean
}) {
  const { value: study, faults, set, jump } = useStudyDocument()
  const value = valueAtPath(study, path)
  const held = readHeld(value)
  const error = faultAt(faults, path)
  const isWhole = field.kind === 'integer'
  const write = (next: Held) => set(path, writeHeld(next, value))
  const canSearch = allowsHoles && field.kind !== 'text' && field.kind !== 'other'
  return (
    <div className={css.value}>
      <div className={css.valueField}>
        {held.kind === 'range' ? (
          <RangeFields label={label} held={held} error={error} onChange={write} />
        ) : held.kind === 'choice' ? (
          <OptionsField label={label} held={held} error={error} onChange={write} />
        ) : held.kind === 'either' ? (
          <InJson label={label} text="searched: true or false" error={error} />
        ) : held.kind === 'other' || field.kind === 'other' ? (
          <InJson
            label={label}
            text="set in the JSON"
            error={error}
            onJump={() => jump(toPointer(path))}
          />
        ) : (
          <FixedField
            label={label}
            field={field}
            value={value}
            error={error}
            onChange={(next) => set(path, next)}
          />
        )}
      </div>
      <div className={css.valueTools}>
        {canSearch && (held.kind === 'fixed' || held.kind === 'unset') && (
          <SearchMenu field={field} label={label} value={value} onChange={write} />
        )}
        {canSearch &&
          (held.kind === 'range' || held.kind === 'choice' || held.kind === 'either') && (
            <Button
              size="sm"
              look="quiet"
              aria-label={`Fix ${label}`}
              onPress={() => set(path, fixedFrom(held, isWhole))}
            >
              Fix
            </Button>
          )}
        {canBeRemoved && (
          <IconButton label={`Remove ${label}`} size="sm" onPress={() => set(path, undefined)}>
            <CloseIcon />
          </IconButton>
        )}
      </div>
    </div>
  )
}

function SearchMenu({
  field,
  label,
  value,
  onChange,
}: {
  field: OptionField
  label: string
  value: unknown
  onChange: (held: Held) => void
}) {
  const isNumber = field.kind === 'number' || field.kind === 'integer'
  if (field.kind === 'boolean') {
    return (
      <Button
        size="sm"
        look="quiet"
        aria-label={`Search ${label}`}
        onPress={() => onChange({ kind: 'either' })}
      >
        Search
      </Button>
    )
  }
  const options = isNumber
    ? numbersAround(value, field.kind === 'integer')
    : field.choices.slice(0, 3)
  return (
    <Menu
      label={`How to search ${label}`}
      trigger={
        <Button size="sm" look="quiet" aria-label={`Search ${label}`}>
          Search
        </Button>
      }
    >
      {isNumber && (
        <MenuItem onAction={() => onChange(rangeAround(value, field.kind === 'integer'))}>
          In a range
        </MenuItem>
      )}
      <MenuItem onAction={() => onChange({ kind: 'choice', options })}>Among some values</MenuItem>
    </Menu>
  )
}

function numbersAround(value: unknown, isWhole: boolean): number[] {
  const middle = typeof value === 'number' && value > 0 ? value : isWhole ? 8 : 0.01
  return isWhole ? [Math.max(1, Math.round(middle / 2)), middle, middle * 2] : [middle / 2, middle]
}

function FixedField({
  label,
  field,
  value,
  error,
  onChange,
}: {
  label: string
  field: OptionField
  value: unknown
  error: string | null
  onChange: (value: unknown) => void
}) {
  const { otherwise, minimum, maximum, kind, choices } = field
  const placeholder = otherwise === undefined ? '' : String(otherwise)
  if (kind === 'boolean') {
    return (
      <Checkbox isSelected={(value ?? otherwise) === true} onChange={onChange}>
        {label}
      </Checkbox>
    )
  }
  if (kind === 'choice') {
    return (
      <Select
        label={label}
        choices={choices.map((choice) => ({ id: choice, text: choice }))}
        value={typeof value === 'string' ? value : null}
        placeholder={placeholder || 'Choose'}
        onChange={onChange}
        error={error}
      />
    )
  }
  if ((kind === 'number' || kind === 'integer') && typeof (value ?? 0) === 'number') {
    return (
      <NumberField
        label={label}
        value={(value as number | undefined) ?? null}
        placeholder={placeholder}
        minValue={minimum ?? undefined}
        maxValue={maximum ?? undefined}
        hidesSteps={kind === 'number'}
        onChange={(number) => onChange(number ?? undefined)}
        error={error}
      />
    )
  }
  return (
    <TextField
      label={label}
      value={value === undefined ? '' : String(value)}
      placeholder={placeholder}
      onChange={(text) => onChange(text === '' ? undefined : text)}
      error={error}
    />
  )
}

function RangeFields({
  label,
  held,
  error,
  onChange,
}: {
  label: string
  held: Held & { kind: 'range' }
  error: string | null
  onChange: (held: Held) => void
}) {
  const { range } = held
  const change = (fields: Partial<typeof range>) =>
    onChange({ ...held, range: { ...range, ...fields } })
  const { log: isLog, ...linear } = range
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border and no grid
    <div className={css.range} role="group" aria-label={`${label}, searched in a range`}>
      <NumberField
        label={`${label}, from`}
        value={range.low}
        hidesSteps
        onChange={(low) => low !== null && change({ low })}
        error={error}
      />
      <NumberField
        label="to"
        value={range.high}
        hidesSteps
        onChange={(high) => high !== null && change({ high })}
      />
      <Checkbox
        isSelected={isLog === true}
        onChange={(log) => onChange({ ...held, range: log ? { ...range, log } : linear })}
      >
        log
      </Checkbox>
    </div>
  )
}

/** A list is read when one leaves the field: a comma is no value yet. */
function OptionsField({
  label,
  held,
  error,
  onChange,
}: {
  label: string
  held: Held & { kind: 'choice' }
  error: string | null
  onChange: (held: Held) => void
}) {
  const text = held.options.join(', ')
  return (
    <TextField
      key={text}
      label={`${label}, one of`}
      defaultValue={text}
      hint="Values with commas between"
      error={error}
      onBlur={(event) => {
        const options = parseOptions(event.target.value)
        const isOther = options.join(', ') !== text
        if (isOther && options.length > 0) onChange({ kind: 'choice', options })
      }}
    />
  )
}

function InJson({
  label,
  text,
  error,
  onJump,
}: {
  label: string
  text: string
  error: string | null
  onJump?: () => void
}) {
  return (
    <div className={css.inJson}>
      <span className={css.inJsonLabel}>{label}</span>
      {onJump ? (
        <Button size="sm" look="quiet" onPress={onJump} aria-label={`${label}: ${text}, show it`}>
          {text}
        </Button>
      ) : (
        <span className="muted">{text}</span>
      )}
      {error !== null && <span className={css.error}>{error}</span>}
    </div>
  )
}

/** `learningRate` as one says it: Learning rate. */
export function wordsOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
