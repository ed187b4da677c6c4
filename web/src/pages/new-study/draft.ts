/** The study that is being written: in this tab's session storage, so that a reload loses nothing. */
import { useCallback, useState } from 'react'
import { choiceIn, textIn } from '../../app/search-fields.ts'
import { useSearchState } from '../../app/search-state.ts'

const storageKey = 'sweepd.new-study'

interface Kept {
  /** The study as JSON; empty until a space is chosen. */
  text: string
  seconds: number
  name: string
}

const nothingYet: Kept = { text: '', seconds: 300, name: '' }

/** `own`: no dataset, a program of one's own trains the trials. */
export type Mode = 'auto' | 'space' | 'own'

/** The choices that the address has: a link can name a dataset. */
const parseView = (search: Record<string, unknown>): { dataset: string; mode: Mode } => ({
  dataset: textIn(search.dataset),
  mode: choiceIn(search.mode, ['auto', 'space', 'own'], 'auto'),
})

export interface Draft extends Kept {
  dataset: string
  mode: Mode
}

export function useDraft(): [Draft, (change: Partial<Draft>) => void] {
  const [view, setView] = useSearchState(parseView)
  const [kept, setKept] = useState(readKept)
  const change = useCallback(
    ({ dataset, mode, ...fields }: Partial<Draft>) => {
      if (Object.keys(fields).length > 0) {
        setKept((before) => {
          const next = { ...before, ...fields }
          sessionStorage.setItem(storageKey, JSON.stringify(next))
          return next
        })
      }
      if (dataset !== undefined || mode !== undefined) {
        setView({ ...(dataset !== undefined && { dataset }), ...(mode !== undefined && { mode }) })
      }
    },
    [setView],
  )
  return [{ ...kept, ...view }, change]
}

function readKept(): Kept {
  const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '{}')
  return { ...nothingYet, ...(stored as Partial<Kept>) }
}

/** Once the study has started: the next one begins afresh. */
export function forgetDraft(): void {
  sessionStorage.removeItem(storageKey)
}
