import type { ReactNode } from 'react'
import { Tooltip as AriaTooltip, Focusable, TooltipTrigger } from 'react-aria-components'
import css from './tooltip.module.css'

/** Explains its child, which must be focusable: a button, a link, or a `span` that gets `tabIndex` here. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <TooltipTrigger delay={400} closeDelay={80}>
      {children}
      <AriaTooltip className={css.tooltip} offset={6}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  )
}

/** A text with an explanation: focusable, so that the keyboard reaches it too. */
export function Explained({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <Tooltip text={text}>
      <Focusable>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard opens the tooltip there */}
        <span tabIndex={0} role="note" className={css.explained}>
          {children}
        </span>
      </Focusable>
    </Tooltip>
  )
}
