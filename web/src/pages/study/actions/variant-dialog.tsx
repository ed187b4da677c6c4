import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answerOf, client } from '../../../api/client.ts'
import { queryClient, studyKey, trialQuery } from '../../../api/queries.ts'
import type { Study } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { NumberField } from '../../../ui/number-field.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { showToast } from '../../../ui/toast.tsx'
import { faultAt, otherFault } from './change-study.ts'
import css from './form.module.css'
import { type ParamValue, textOf, variantOf } from './variant.ts'

/** "Try this one with rate 0.003": a trial's parameters, to be changed and trained next. */
export function VariantDialog({ study, onClose }: { study: Study; onClose: () => void }) {
  const [number, setNumber] = useState(study.best?.number ?? 0)
  const [texts, setTexts] = useState<Record<string, string>>({})
  const { data: trial, error: notFound } = useQuery(trialQuery(study.id, number))
  const params = (trial?.params ?? {}) as Record<string, ParamValue>
  const names = Object.keys(params)
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/studies/{id}/trials', {
          params: { path: { id: study.id }, query: { extend: 'true' } },
          body: { params: variantOf(params, texts) },
        }),
      ),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: studyKey(study.id) })
      showToast({ text: `Trial ${made?.number} is next` })
      onClose()
    },
  })
  const general = otherFault(
    error,
    names.map((name) => `/params/${name}`),
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
            isDisabled={trial === undefined}
            isPending={isPending}
            onPress={() => mutate()}
          >
            Train it next
          </Button>
        </>
      }
    >
      <p className="muted">
        Starts from the parameters of a trial; an emptied field takes its default. A budget of
        trials that is used up grows by one.
      </p>
      <NumberField
        label="Variant of trial"
        minValue={0}
        value={number}
        onChange={(next) => {
          if (Number.isNaN(next)) return
          setNumber(next)
          setTexts({})
        }}
        error={notFound === null ? null : notFound.message}
      />
      <div className={css.grid}>
        {names.map((name) => (
          <TextField
            key={`${number} ${name}`}
            label={name}
            value={texts[name] ?? textOf(params[name]!)}
            onChange={(text) => setTexts({ ...texts, [name]: text })}
            error={faultAt(error, `/params/${name}`)}
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
