import { useState } from 'react'
import type { Study } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { NumberField } from '../../../ui/number-field.tsx'
import { isOpen } from '../is-open.ts'
import { usePatchStudy } from './change-study.ts'
import { faultAt, otherFault } from './faults.ts'
import css from './form.module.css'
import { changedLimits } from './limits.ts'

const pointers = ['/budget/trials', '/budget/seconds', '/budget/target', '/parallelism']

export function BudgetDialog({ study, onClose }: { study: Study; onClose: () => void }) {
  const [limits, setLimits] = useState({ ...study.budget, parallelism: study.parallelism })
  const { mutate, isPending, error } = usePatchStudy(study.id, onClose)
  const change = changedLimits(study, limits)
  const field = (name: keyof typeof limits) => ({
    value: limits[name],
    onChange: (value: number | null) => setLimits({ ...limits, [name]: value }),
    error: faultAt(error, name === 'parallelism' ? '/parallelism' : `/budget/${name}`),
  })
  return (
    <Dialog
      title="Budget and parallelism"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button
            look="primary"
            isDisabled={change === null}
            isPending={isPending}
            onPress={() => change !== null && mutate(change)}
          >
            Save
          </Button>
        </>
      }
    >
      {!isOpen(study) && <p>If its budget ended the study, a larger one resumes it.</p>}
      <div className={css.grid}>
        <NumberField label="Trials" minValue={1} step={10} {...field('trials')} />
        <NumberField label="Seconds" minValue={0} hidesSteps {...field('seconds')} />
        <NumberField label="Target value" hidesSteps {...field('target')} />
        <NumberField
          label="Trials at once"
          minValue={1}
          {...field('parallelism')}
          hint="empty: as many as the workers take"
        />
      </div>
      {otherFault(error, pointers) !== null && (
        <p className={css.error} role="alert">
          {otherFault(error, pointers)}
        </p>
      )}
    </Dialog>
  )
}
