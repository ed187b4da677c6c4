import type { ReactNode } from 'react'
import css from './card.module.css'

/** A panel with a heading. `isFlush`: the content reaches the edges, as tables do. */
export function Card({
  title,
  note,
  actions,
  isFlush = false,
  children,
}: {
  title?: string
  note?: ReactNode
  actions?: ReactNode
  isFlush?: boolean
  children: ReactNode
}) {
  return (
    <section className={css.card} aria-label={title}>
      {(title !== undefined || actions !== undefined) && (
        <header className={css.head}>
          <div>
            {title !== undefined && <h2 className={css.title}>{title}</h2>}
            {note !== undefined && <p className={css.note}>{note}</p>}
          </div>
          {actions !== undefined && <div className={css.actions}>{actions}</div>}
        </header>
      )}
      <div className={isFlush ? css.flush : css.body}>{children}</div>
    </section>
  )
}

/** One figure with its name: `<Stat label="Best value" value="0.031" note="trial 12" />` */
export function Stat({
  label,
  value,
  note,
}: {
  label: string
  value: ReactNode
  note?: ReactNode
}) {
  return (
    <div className={css.stat}>
      <dt className={css.statLabel}>{label}</dt>
      <dd className={css.statValue}>{value}</dd>
      {note !== undefined && <dd className={css.note}>{note}</dd>}
    </div>
  )
}

/** A row of figures. */
export function Stats({ children }: { children: ReactNode }) {
  return <dl className={css.stats}>{children}</dl>
}
