import type { ReactNode } from 'react'
import { usePageTitle } from '../app/page-title.ts'
import css from './page-header.module.css'

/** The heading of a page, which is also the title of the browser's tab. */
export function PageHeader({
  title,
  above,
  badge,
  note,
  actions,
}: {
  title: string
  /** Where one is: links to the pages above. */
  above?: ReactNode
  badge?: ReactNode
  note?: ReactNode
  actions?: ReactNode
}) {
  usePageTitle(title)
  return (
    <header className={css.header}>
      <div className={css.words}>
        {above !== undefined && (
          <nav className={css.above} aria-label="Breadcrumb">
            {above}
          </nav>
        )}
        <div className={css.line}>
          <h1 className={css.title}>{title}</h1>
          {badge}
        </div>
        {note !== undefined && <div className={css.note}>{note}</div>}
      </div>
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </header>
  )
}
