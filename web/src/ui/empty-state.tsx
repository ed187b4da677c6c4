import type { ReactNode } from 'react'
import css from './state.module.css'

/** Says why there is nothing, and what makes something. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
  below,
}: {
  icon?: ReactNode
  title: string
  children?: ReactNode
  actions?: ReactNode
  /** Another way, for those who want one. */
  below?: ReactNode
}) {
  return (
    <div className={css.state}>
      {icon !== undefined && <span className={css.icon}>{icon}</span>}
      <h2 className={css.title}>{title}</h2>
      {children !== undefined && <div className={css.text}>{children}</div>}
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
      {below !== undefined && <div className={css.below}>{below}</div>}
    </div>
  )
}
