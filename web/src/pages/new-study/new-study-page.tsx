import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { answerOf, client } from '../../api/client.ts'
import { ApiProblem } from '../../api/problem.ts'
import { datasetQuery } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { PlayIcon } from '../../ui/icons.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { showError } from '../../ui/toast.tsx'
import { AutoStep } from './auto-step.tsx'
import { CopyStudy } from './copy/copy-study.tsx'
import { DatasetStep } from './dataset-step.tsx'
import { type Json, readDocument, setIn, writeDocument } from './document/json-document.ts'
import { forgetDraft, type Mode, useDraft } from './draft.ts'
import { externalStudy } from './external-study.ts'
import { StudyFaults } from './fault-list.tsx'
import css from './new-study.module.css'
import { checkQuery, useSettled } from './queries.ts'
import { SpaceStep } from './space-step.tsx'
import { templates } from './templates.ts'

const modes = [
  { id: 'auto', title: 'Search for me' },
  { id: 'space', title: 'Choose the space' },
] as const

const settleMs = 350

/** A dataset, then a time or a space; nothing starts before it has been shown. */
export function NewStudyPage() {
  const [draft, change] = useDraft()
  const { dataset, mode, text, seconds } = draft
  const navigate = useNavigate()
  const { key } = useSession()
  const { data: known } = useQuery({ ...datasetQuery(dataset), enabled: dataset !== '' })

  const body = useMemo<Json | null>(() => {
    if (mode === 'auto') return dataset === '' ? null : { dataset, budget: { seconds } }
    const read = readDocument(text)
    return 'value' in read ? read.value : null
  }, [mode, dataset, seconds, text])
  const settled = useSettled(body, settleMs)
  const check = useQuery(checkQuery(settled))
  const isCurrent = settled === body && !check.isPlaceholderData

  // a space needs something to begin with
  const isEmpty = mode !== 'auto' && text === ''
  useEffect(() => {
    if (isEmpty && mode === 'own') change({ text: writeDocument(externalStudy) })
    if (!isEmpty || known === undefined) return
    const first = templates.find((template) => template.suits(known))
    if (first) change({ text: writeDocument(first.body(known)) })
  }, [isEmpty, mode, known, change])

  // the JSON can name another dataset
  const named = mode === 'space' && typeof body?.dataset === 'string' ? body.dataset : null
  useEffect(() => {
    if (named !== null && named !== dataset && settled === body) change({ dataset: named })
  }, [named, dataset, settled, body, change])

  // pressing Start again after a lost answer makes no second study
  const request = useMemo(() => ({ body, key: randomKey() }), [body])
  const start = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/studies', {
          body: request.body as never,
          headers: { 'idempotency-key': request.key } as never,
        }),
      ),
    onSuccess: (study) => {
      forgetDraft()
      void navigate({ to: '/studies/$id', params: { id: study.id } })
    },
    onError: (error) => {
      if (!(error instanceof ApiProblem)) showError('The study has not started', error)
    },
  })
  const refused = start.error instanceof ApiProblem ? start.error : null

  const space = (
    <SpaceStep
      text={text}
      onText={(next) => change({ text: next })}
      dataset={known}
      checked={isCurrent ? check.data : undefined}
      settled={settled}
    />
  )
  return (
    <>
      <PageHeader
        title="New study"
        above={<Link to="/">Studies</Link>}
        actions={
          <>
            <CopyStudy
              body={mode !== 'auto' && body !== null ? text.trim() : body && writeDocument(body)}
              needsKey={key !== null}
            />
            <Button
              look="primary"
              isDisabled={
                body === null || !isCurrent || check.data?.answer == null || start.isPending
              }
              onPress={() => start.mutate()}
            >
              <PlayIcon /> Start
            </Button>
          </>
        }
      />
      <div className={css.stack}>
        {refused !== null && (
          <div className={css.problem} role="alert">
            <p>{refused.message}</p>
            <StudyFaults faults={refused.faults} />
          </div>
        )}
        <DatasetStep
          dataset={dataset}
          isOwn={mode === 'own'}
          known={known}
          onChooseOwn={() =>
            change({ dataset: '', mode: 'own', text: writeDocument(externalStudy) })
          }
          onChoose={(name) =>
            change({
              dataset: name,
              ...(mode === 'own' && { mode: 'auto', text: '' }),
              ...(mode !== 'own' &&
                text !== '' &&
                'value' in readDocument(text) && { text: setIn(text, ['dataset'], name) }),
            })
          }
        />
        {mode === 'own' && text !== '' && <Card title="2. Search">{space}</Card>}
        {mode !== 'own' && dataset !== '' && (
          <Card title="2. Search">
            <Tabs
              label="How to search"
              tabs={modes}
              selected={mode}
              onSelect={(id) => change({ mode: id as Mode })}
            >
              {mode === 'auto' ? (
                <AutoStep
                  seconds={seconds}
                  onSeconds={(next) => change({ seconds: next })}
                  checked={check.data}
                  isChecking={!isCurrent}
                  onEdit={(spec) => change({ text: writeDocument(spec), mode: 'space' })}
                />
              ) : (
                text !== '' && space
              )}
            </Tabs>
          </Card>
        )}
      </div>
    </>
  )
}

/** `randomUUID` is there on secure pages alone. */
function randomKey(): string {
  const words = crypto.getRandomValues(new Uint32Array(4))
  return [...words].map((word) => word.toString(16).padStart(8, '0')).join('')
}
