import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Study, Trial } from '../../api/types.ts'
import { Button, ButtonLink, IconButton } from '../../ui/button.tsx'
import { ChevronLeftIcon, ChevronRightIcon, PlusIcon } from '../../ui/icons.tsx'
import { VariantDialog } from '../variant/variant-dialog.tsx'
import { neighboursOf } from './neighbours.ts'
import { bestQuery } from './queries.ts'
import css from './trial.module.css'

/** To the trials before and after by rank; compare; try a variant. */
export function TrialActions({ study, trial }: { study: Study; trial: Trial }) {
  const { data: board } = useQuery(bestQuery(study.id))
  const { better, worse } = neighboursOf(board?.items ?? [], trial.number)
  const navigate = useNavigate()
  const [isVarying, setVarying] = useState(false)
  const go = (number: number | null) => {
    if (number === null) return
    void navigate({
      to: '/studies/$id/trials/$number',
      params: { id: study.id, number: String(number) },
      search: (before: Record<string, unknown>) => before,
    })
  }
  const other = better ?? worse
  const canVary = study.state !== 'cancelled' && study.state !== 'failed'
  return (
    <>
      <div className={css.neighbours}>
        <IconButton
          label={better === null ? 'No better trial' : `Better by rank: trial ${better}`}
          isDisabled={better === null}
          onPress={() => go(better)}
        >
          <ChevronLeftIcon />
        </IconButton>
        <IconButton
          label={worse === null ? 'No worse trial among the best' : `Worse by rank: trial ${worse}`}
          isDisabled={worse === null}
          onPress={() => go(worse)}
        >
          <ChevronRightIcon />
        </IconButton>
      </div>
      {other !== null && (
        <ButtonLink href={`/studies/${study.id}/compare?trials=${trial.number},${other}`}>
          <span>
            Compare with <span className={css.long}>trial </span>
            {other}
          </span>
        </ButtonLink>
      )}
      {canVary && (
        <Button onPress={() => setVarying(true)}>
          <PlusIcon /> Try a variant
        </Button>
      )}
      {isVarying && (
        <VariantDialog study={study} of={trial.number} onClose={() => setVarying(false)} />
      )}
    </>
  )
}
