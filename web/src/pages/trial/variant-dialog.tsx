import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { answerOf, client } from '../../api/client.ts'
import { ApiProblem } from '../../api/problem.ts'
import { queryClient, studyKey } from '../../api/queries.ts'
import type { Study, Trial } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FaultList } from '../../ui/error-state.tsx'
import { formatParam } from '../../ui/format.ts'
import { NumberField } from '../../ui/number-field.tsx'
import { Select } from '../../ui/select.tsx'
import { showToast } from '../../ui/toast.tsx'
import { type Domain, placeInRange } from './overview/place-in-range.ts'
import { parametersQuery } from './queries.ts'
import css from './trial.module.css'

/** "Try this one with rate 0.003": the parameters of a trial to change and enqueue. */
export function VariantDialog({
  study,
  trial,
  onClose,
}: {
  study: Study
  trial: Trial
  onClose: () => void
}) {
  const { data: parameters = [] } = useQuery(parametersQuery(study))
  const navigate = useNavigate()
  const [params, setParams] = useState<Record<string, unknown>>({ ...trial.params })
  const enqueue = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/studies/{id}/trials', {
          // a study whose trials are used up gets one more
          params: { path: { id: study.id }, query: { extend: 'true' } },
          body: { params } as never,
        }),
      ),
    onSuccess: (made) => {
      const { number } = made as unknown as { number: number }
      void queryClient.invalidateQueries({ queryKey: studyKey(study.id) })
      onClose()
      showToast({
        text: `Trial ${number} is enqueued`,
        action: {
          text: 'Show',
          onPress: () =>
            void navigate({
              to: '/studies/$id/trials/$number',
              params: { id: study.id, number: String(number) },
            }),
        },
      })
    },
  })
  const shown = parameters.filter(({ name }) => name in params)
  const { error } = enqueue
  return (
    <Dialog
      title={`A variant of trial ${trial.number}`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button look="primary" onPress={() => enqueue.mutate()} isPending={enqueue.isPending}>
            Enqueue
          </Button>
        </>
      }
    >
      <div className={css.fields}>
        {shown.length === 0 && <p>The study has no free parameter: a variant would be the same.</p>}
        {shown.map(({ name, domain }) => (
          <ParamField
            key={name}
            name={name}
            domain={domain as Domain}
            value={params[name]}
            onChange={(value) => setParams((before) => ({ ...before, [name]: value }))}
          />
        ))}
        {error && (
          <div role="alert">
            <p className={css.bad}>{error.message}</p>
            {error instanceof ApiProblem && <FaultList faults={error.faults} />}
          </div>
        )}
      </div>
    </Dialog>
  )
}

function ParamField({
  name,
  domain,
  value,
  onChange,
}: {
  name: string
  domain: Domain
  value: unknown
  onChange: (value: unknown) => void
}) {
  if (domain.type === 'choice') {
    const choices = domain.options.map((option, at) => ({
      id: String(at),
      text: formatParam(option),
    }))
    const at = domain.options.findIndex(
      (option) => JSON.stringify(option) === JSON.stringify(value),
    )
    return (
      <Select
        label={name}
        choices={choices}
        value={at < 0 ? null : String(at)}
        onChange={(id) => onChange(domain.options[Number(id)])}
      />
    )
  }
  const hint = placeInRange(domain.low, domain)?.text
  return (
    <NumberField
      label={name}
      hint={hint}
      hidesSteps={domain.type === 'float'}
      value={typeof value === 'number' ? value : null}
      onChange={(given) => onChange(Number.isNaN(given) ? null : given)}
    />
  )
}
