import {
  Select as AriaSelect,
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components'
import { classes } from './classes.ts'
import fieldCss from './field.module.css'
import { CheckIcon, ChevronDownIcon } from './icons.tsx'
import css from './select.module.css'
import { FieldLabel, FieldNotes, type FieldTexts, hasError } from './text-field.tsx'

export interface Choice<T extends string> {
  id: T
  text: string
  hint?: string
}

/** One of a few choices. */
export function Select<T extends string>({
  label,
  hidesLabel,
  hint,
  error,
  choices,
  value,
  onChange,
  placeholder,
  isDisabled,
  size = 'md',
}: FieldTexts & {
  choices: readonly Choice<T>[]
  value: T | null
  onChange: (value: T) => void
  placeholder?: string
  isDisabled?: boolean
  size?: 'md' | 'sm'
}) {
  return (
    <AriaSelect
      value={value}
      onChange={(key) => onChange(key as T)}
      isInvalid={hasError(error)}
      isDisabled={isDisabled}
      validationBehavior="aria"
      placeholder={placeholder}
      className={fieldCss.field}
    >
      <FieldLabel label={label} hidesLabel={hidesLabel} />
      <Button className={classes(css.button, css[size])}>
        <SelectValue className={css.value} />
        <ChevronDownIcon />
      </Button>
      <FieldNotes hint={hint} error={error} />
      <Popover className={css.popover} offset={4}>
        <ListBox className={css.list} items={choices}>
          {({ id, text, hint: note }) => (
            <ListBoxItem id={id} textValue={text} className={css.item}>
              {({ isSelected }) => (
                <>
                  <span className={css.check}>{isSelected && <CheckIcon />}</span>
                  <span>
                    {text}
                    {note !== undefined && <span className={css.note}>{note}</span>}
                  </span>
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
