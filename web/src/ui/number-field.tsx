import {
  NumberField as AriaNumberField,
  Button,
  Group,
  Input,
  type NumberFieldProps,
} from 'react-aria-components'
import css from './field.module.css'
import { FieldLabel, FieldNotes, type FieldTexts, hasError } from './text-field.tsx'

type Props = Omit<
  NumberFieldProps,
  'children' | 'className' | 'style' | 'isInvalid' | 'value' | 'onChange'
> &
  FieldTexts & {
    /** Null: empty. */
    value?: number | null
    onChange?: (value: number | null) => void
    placeholder?: string
    hidesSteps?: boolean
  }

const anyDigits: Intl.NumberFormatOptions = { maximumSignificantDigits: 15, useGrouping: false }

/** A number; arrow keys and the buttons change it by `step`. */
export function NumberField({
  label,
  hidesLabel,
  hint,
  error,
  value,
  onChange,
  placeholder,
  hidesSteps = false,
  ...props
}: Props) {
  return (
    <AriaNumberField
      formatOptions={anyDigits}
      validationBehavior="aria"
      {...props}
      // NaN is an empty field of React Aria
      {...(value === undefined ? {} : { value: value ?? Number.NaN })}
      onChange={(next) => onChange?.(Number.isNaN(next) ? null : next)}
      isInvalid={hasError(error)}
      className={css.field}
    >
      <FieldLabel label={label} hidesLabel={hidesLabel} />
      <Group className={css.group}>
        <Input className={css.input} placeholder={placeholder} />
        {!hidesSteps && (
          <>
            <Button slot="decrement" className={css.step}>
              −
            </Button>
            <Button slot="increment" className={css.step}>
              +
            </Button>
          </>
        )}
      </Group>
      <FieldNotes hint={hint} error={error} />
    </AriaNumberField>
  )
}
