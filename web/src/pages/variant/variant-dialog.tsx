import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf, client } from '../../api/client.ts'
import { toPointer } from '../../api/pointer.ts'
import { queryClient, studyKey, trialQuery } from '../../api/queries.ts'
import type { Study } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { showToast } from '../../ui/toast.tsx'
import { faultAt, otherFault } from '../study/actions/faults.ts'
import css from '../study/actions/form.module.css'
import type { Domain } from '../trial/overview/place-in-range.ts'
import { parametersQuery } from '../trial/queries.ts'
import { useOpenTrial } from '../trial/trial-link.tsx'
import { ParamField } from './param-field.tsx'
import { type Changes, type ParamValue, variantOf } from './variant.ts'

/**
 * "Try this one with rate 0.003": a trial's parameters, to be changed and trained next.
 *
 * @param of  number of the trial that it starts from
 */
export function VariantDialog({
  study,
  of,
  onClose,
}: {
  study: Study
  of: number
  onClose: () => void
}) {
  const openTrial = useOpenTrial(study.id)
  const [number, setNumber] = useState(of)
  const [changes, setChanges] = useState<Changes>({})
  const { data: trial, error: notFound } = useQuery(trialQuery(study.id, number))
  const { data: parameters } = useQuery(parametersQuery(study))
  const params = (trial?.params ?? {}) as Record<string, ParamValue>
  const shown = parameters?.filter(({ name }) => Object.hasOwn(params, name)) ?? []
  const isReady = trial !== undefined && parameters !== undefined
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/studies/{id}/trials', {
          // a study whose trials are used up gets one more
          params: { path: { id: study.id }, query: { extend: 'true' } },
          body: { params: variantOf(params, changes) } as never,
        }),
      ),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: studyKey(study.id) })
      onClose()
      if (made === undefined) return
      showToast({
        text: `Trial ${made.number} is next`,
        action: {
          text: 'Show',
          onPress: () => openTrial(made.number),
        },
      })
    },
  })
  const general = otherFault(
    error,
    shown.map(({ name }) => toPointer(['params', name])),
  )
  return (
    <Dialog
      title="Try a variant"
      size="lg"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button
            look="primary"
            isDisabled={!isReady}
            isPending={isPending}
            onPress={() => mutate()}
          >
            Train it next
          </Button>
        </>
      }
    >
      <p className="muted">
        Starts from the parameters of a trial; an emptied number takes its default. A budget of
        trials that is used up grows by one.
      </p>
      <NumberField
        label="Variant of trial"
        minValue={0}
        value={number}
        onChange={(next) => {
          if (next === null) return
          setNumber(next)
          setChanges({})
        }}
        error={notFound === null ? null : notFound.message}
      />
      {isReady && shown.length === 0 && (
        <p>The study has no free parameter: a variant would be the same.</p>
      )}
      <div className={css.grid}>
        {shown.map(({ name, domain }) => (
          <ParamField
            key={`${number} ${name}`}
            name={name}
            domain={domain as Domain}
            value={Object.hasOwn(changes, name) ? changes[name]! : params[name]!}
            onChange={(value) => setChanges({ ...changes, [name]: value })}
            error={faultAt(error, toPointer(['params', name]))}
          />
        ))}
      </div>
      {general !== null && (
        <p className={css.error} role="alert">
          {general}
        </p>
      )}
    </Dialog>
  )
}
