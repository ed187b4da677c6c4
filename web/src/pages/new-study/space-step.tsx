import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useRef } from 'react'
import type { Fault } from '../../api/problem.ts'
import type { CheckedStudy, Dataset } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { CheckIcon } from '../../ui/icons.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { showToast } from '../../ui/toast.tsx'
import {
  insertIn,
  type Json,
  rangeOf,
  readDocument,
  setIn,
  type TextFault,
  writeDocument,
} from './document/json-document.ts'
import type { EditorHandle } from './editor/json-editor.tsx'
import { StudyFaults } from './fault-list.tsx'
import { type StudyDocument, StudyDocumentContext } from './form/study-document.ts'
import { StudyForm } from './form/study-form.tsx'
import css from './new-study.module.css'
import { type Checked, previewQuery, schemaQuery } from './queries.ts'
import { SpacePreview } from './space-preview.tsx'
import { templates } from './templates.ts'

const JsonEditor = lazy(() =>
  import('./editor/json-editor.tsx').then(({ JsonEditor }) => ({ default: JsonEditor })),
)

/** "Choose the space": one document, as a form and as JSON. */
export function SpaceStep({
  text,
  onText,
  dataset,
  checked,
  settled,
}: {
  text: string
  onText: (text: string) => void
  dataset: Dataset | undefined
  checked: Checked<CheckedStudy> | undefined
  /** The document once it has not changed for a while. */
  settled: Json | null
}) {
  const editor = useRef<EditorHandle>(null)
  const { data: schema } = useQuery(schemaQuery)
  const { data: previewed } = useQuery(previewQuery(settled))
  const read = useMemo(() => readDocument(text), [text])
  const faults = useMemo(
    () => ('faults' in read ? [] : joined(checked?.faults, previewed?.faults)),
    [read, checked, previewed],
  )
  const marks = useMemo<readonly TextFault[]>(() => {
    if ('faults' in read) return read.faults
    return faults.map((fault) => ({ ...fault, ...rangeOf(text, fault.pointer) }))
  }, [read, faults, text])
  const jump = (pointer: string) => editor.current?.jump(pointer)
  const studyDocument: StudyDocument | null =
    'value' in read
      ? {
          value: read.value,
          faults,
          set: (path, value) => onText(setIn(text, path, value)),
          setAll: (edits) =>
            onText(edits.reduce((next, [path, value]) => setIn(next, path, value), text)),
          insert: (path, index, value) => onText(insertIn(text, path, index, value)),
          jump,
        }
      : null
  const data = dataset && { name: dataset.name, task: dataset.task, inputShape: dataset.inputShape }
  return (
    <div className={css.stack}>
      {data && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border of its own
        <div className={css.templates} role="group" aria-label="Templates">
          <span className="muted">Start from</span>
          {templates
            .filter((template) => template.suits(data))
            .map(({ id, title, description, body }) => (
              <Button
                key={id}
                size="sm"
                aria-label={`${title}: ${description}`}
                onPress={() => {
                  onText(writeDocument(body(data)))
                  const undo = { text: 'Undo', onPress: () => onText(text) }
                  showToast({ text: title, detail: description, action: undo })
                }}
              >
                {title}
              </Button>
            ))}
        </div>
      )}
      <div className={css.sides}>
        <div className={css.formSide}>
          {studyDocument === null ? (
            <p className={css.notJson} role="alert">
              The text is no JSON at the marked place. The form goes on once it is.
            </p>
          ) : (
            <StudyDocumentContext value={studyDocument}>
              <StudyForm task={dataset?.task ?? null} />
            </StudyDocumentContext>
          )}
        </div>
        <div className={css.editorSide}>
          <Suspense fallback={<Skeleton height="24rem" />}>
            <JsonEditor ref={editor} text={text} onChange={onText} faults={marks} schema={schema} />
          </Suspense>
        </div>
      </div>
      <div aria-live="polite">
        {'faults' in read ? (
          <StudyFaults faults={read.faults} />
        ) : faults.length > 0 ? (
          <StudyFaults faults={faults} onJump={jump} />
        ) : (
          checked?.answer && (
            <p className={css.fine}>
              <CheckIcon /> The study is valid.
            </p>
          )
        )}
      </div>
      {(previewed === undefined || previewed.answer !== null) && (
        <SpacePreview preview={previewed?.answer ?? null} study={settled} />
      )}
    </div>
  )
}

/** The check of the whole study and the preview of its space find the same faults of the space. */
function joined(
  ofStudy: readonly Fault[] | null | undefined,
  ofSpace: readonly Fault[] | null | undefined,
): Fault[] {
  const all = [...(ofStudy ?? []), ...(ofSpace ?? [])]
  const key = ({ pointer, detail }: Fault) => `${pointer} ${detail}`
  return [...new Map(all.map((fault) => [key(fault), fault])).values()]
}
