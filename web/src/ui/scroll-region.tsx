import type { ReactNode } from 'react'

/** What may be larger than its place, such as a wide table: the keyboard scrolls it as well. `className` lets it overflow. */
export function ScrollRegion({
  label,
  className,
  maxHeight,
  children,
}: {
  label: string // for screen readers
  className: string | undefined
  maxHeight?: number // pixels
  children: ReactNode
}) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
      tabIndex={0}
      aria-label={label}
      className={className}
      style={{ maxHeight }}
    >
      {children}
    </section>
  )
}
