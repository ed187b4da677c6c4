import type { ReactNode, Ref } from 'react'
import {
  SearchField as AriaSearchField,
  TextField as AriaTextField,
  FieldError,
  Group,
  Input,
  Label,
  type SearchFieldProps,
  Text,
  TextArea,
  type TextFieldProps,
} from 'react-aria-components'
import css from './field.module.css'
import { SearchIcon } from './icons.tsx'

export interface FieldTexts {
  label: string
  /** For fields whose place says what they are; screen readers still get the label. */
  hidesLabel?: boolean
  hint?: ReactNode
  /** What is wrong and what to do; marks the field as invalid. */
  error?: string | null
}

type Props = Omit<TextFieldProps, 'children' | 'className' | 'style' | 'isInvalid'> &
  FieldTexts & {
    placeholder?: string
    /** A text of several lines. */
    rows?: number
    ref?: Ref<HTMLInputElement>
  }

export function TextField({
  label,
  hidesLabel,
  hint,
  error,
  placeholder,
  rows,
  ref,
  ...props
}: Props) {
  return (
    <AriaTextField
      validationBehavior="aria"
      {...props}
      isInvalid={hasError(error)}
      className={css.field}
    >
      <FieldLabel label={label} hidesLabel={hidesLabel} />
      {rows === undefined ? (
        <Input className={css.input} placeholder={placeholder} ref={ref} />
      ) : (
        <TextArea className={css.input} placeholder={placeholder} rows={rows} />
      )}
      <FieldNotes hint={hint} error={error} />
    </AriaTextField>
  )
}

/** A field that filters what is below it; Escape empties it. */
export function SearchField({
  label,
  placeholder,
  ref,
  ...props
}: Omit<SearchFieldProps, 'children' | 'className' | 'style'> & {
  label: string
  placeholder?: string
  ref?: Ref<HTMLInputElement>
}) {
  return (
    <AriaSearchField {...props} aria-label={label} className={css.field}>
      <Group className={css.group}>
        <span className={css.lead}>
          <SearchIcon />
        </span>
        <Input className={css.input} placeholder={placeholder ?? label} ref={ref} />
      </Group>
    </AriaSearchField>
  )
}

export function FieldLabel({ label, hidesLabel }: Pick<FieldTexts, 'label' | 'hidesLabel'>) {
  return <Label className={hidesLabel ? 'visually-hidden' : css.label}>{label}</Label>
}

export function FieldNotes({ hint, error }: Pick<FieldTexts, 'hint' | 'error'>) {
  return (
    <>
      {hint !== undefined && !hasError(error) && (
        <Text slot="description" className={css.hint}>
          {hint}
        </Text>
      )}
      <FieldError className={css.error}>{error}</FieldError>
    </>
  )
}

export const hasError = (error: string | null | undefined): boolean =>
  error !== undefined && error !== null && error !== ''
