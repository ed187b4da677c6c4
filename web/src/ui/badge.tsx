import type { ReactNode } from 'react'
import css from './badge.module.css'
import { classes } from './classes.ts'

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad'

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={classes(css.badge, css[tone])}>{children}</span>
}

/** Colour of each state of studies and trials; the word beside it says the same. */
const tones: Record<string, Tone> = {
  running: 'accent',
  paused: 'warn',
  waiting: 'neutral',
  complete: 'good',
  pruned: 'neutral',
  failed: 'bad',
  cancelled: 'neutral',
}

/** State of a study or a trial: a word and a dot, never a colour alone. */
export function StateBadge({ state }: { state: string }) {
  return (
    <span className={classes(css.badge, css[tones[state] ?? 'neutral'])} data-state={state}>
      <span className={css.dot} />
      {state}
    </span>
  )
}
