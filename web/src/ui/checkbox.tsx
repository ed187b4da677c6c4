import type { ReactNode } from 'react'
import {
  Checkbox as AriaCheckbox,
  Switch as AriaSwitch,
  type CheckboxProps,
  type SwitchProps,
} from 'react-aria-components'
import css from './checkbox.module.css'
import { CheckIcon } from './icons.tsx'

type Props<P> = Omit<P, 'children' | 'className' | 'style'> & { children?: ReactNode }

export function Checkbox({ children, ...props }: Props<CheckboxProps>) {
  return (
    <AriaCheckbox {...props} className={css.checkbox}>
      {({ isSelected, isIndeterminate }) => (
        <>
          <span className={css.box}>
            {isIndeterminate ? (
              <span className={css.dash} />
            ) : (
              isSelected && <CheckIcon size={12} />
            )}
          </span>
          {children}
        </>
      )}
    </AriaCheckbox>
  )
}

/**
 * The browser's own checkbox in the same look, for the rows of a table: hundreds of them are made while one scrolls.
 * The keyboard selects the row instead, so it is no stop of the tab key.
 */
export function RowCheckbox({
  label,
  isSelected,
  onToggle,
}: {
  label: string
  isSelected: boolean
  onToggle: () => void
}) {
  return (
    <label className={css.checkbox} data-selected={isSelected || undefined}>
      <input
        type="checkbox"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={label}
        checked={isSelected}
        onChange={onToggle}
      />
      <span className={css.box}>{isSelected && <CheckIcon size={12} />}</span>
    </label>
  )
}

/** For what takes effect at once; a choice that is sent later is a checkbox. */
export function Switch({ children, ...props }: Props<SwitchProps>) {
  return (
    <AriaSwitch {...props} className={css.switch}>
      <span className={css.track} />
      {children}
    </AriaSwitch>
  )
}
