import type { ReactNode } from 'react'
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Link,
  type LinkProps,
} from 'react-aria-components'
import css from './button.module.css'
import { classes } from './classes.ts'

export interface ButtonLook {
  /** One primary button a view at most. */
  look?: 'primary' | 'secondary' | 'quiet' | 'danger'
  size?: 'md' | 'sm'
}

export type ButtonProps = Omit<AriaButtonProps, 'className' | 'style'> & ButtonLook

/** A button; `isPending` shows that its work goes on and takes no more presses. */
export function Button({ look = 'secondary', size = 'md', ...props }: ButtonProps) {
  return <AriaButton {...props} className={classes(css.button, css[look], css[size])} />
}

/** A button that shows an icon alone: `label` is what a screen reader says and the tooltip shows. */
export function IconButton({
  label,
  look = 'quiet',
  size = 'md',
  children,
  ...props
}: Omit<ButtonProps, 'children' | 'aria-label'> & { label: string; children: ReactNode }) {
  return (
    <AriaButton
      {...props}
      aria-label={label}
      className={classes(css.button, css.icon, css[look], css[size])}
    >
      {children}
    </AriaButton>
  )
}

/** A link that looks like a button, for what has an address. */
export function ButtonLink({
  look = 'secondary',
  size = 'md',
  ...props
}: Omit<LinkProps, 'className' | 'style'> & ButtonLook) {
  return <Link {...props} className={classes(css.button, css[look], css[size])} />
}
