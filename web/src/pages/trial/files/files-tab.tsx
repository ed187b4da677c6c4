import { useMutation, useQuery } from '@tanstack/react-query'
import { fetchApi } from '../../../api/client.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { fileName, saveFile } from '../../../ui/download.ts'
import { ErrorState, FaultList } from '../../../ui/error-state.tsx'
import { formatBytes } from '../../../ui/format.ts'
import { DownloadIcon } from '../../../ui/icons.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { showError } from '../../../ui/toast.tsx'
import { formatsQuery } from '../queries.ts'
import type { TrialTab } from '../trial-page.tsx'
import css from './files.module.css'

/** What each format is for, in a line. */
const meanings: Readonly<Record<string, { title: string; use: string; extension: string }>> = {
  savedmodel: { title: 'SavedModel', use: 'for TensorFlow and its serving', extension: 'zip' },
  onnx: { title: 'ONNX', use: 'one file for onnxruntime in any language', extension: 'onnx' },
  tfjs: { title: 'TensorFlow.js', use: 'for browsers and Node.js', extension: 'zip' },
  'keras-weights': {
    title: 'Keras weights',
    use: 'NumPy arrays and a Python module, without preprocessing',
    extension: 'zip',
  },
}

/** The model in each format, its specification and its recipe. What cannot be exported is said before it is asked for. */
export default function FilesTab({ study, trial }: TrialTab) {
  const { data: formats, error, refetch } = useQuery(formatsQuery(study.id, trial.number))
  const name = fileName(study.name, `trial-${trial.number}`)
  const at = `/v1/studies/${study.id}/trials/${trial.number}`
  return (
    <div className={css.columns}>
      <Card
        title="Model"
        note="Each file has the preprocessing inside, unless it says otherwise, and a model card."
      >
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : !formats ? (
          <div aria-busy="true">
            <Skeleton height={64} />
            <Skeleton height={64} />
            <Skeleton height={64} />
            <Skeleton height={64} />
          </div>
        ) : (
          <ul>
            {formats.items.map(({ format, bytes, detail, faults }) => {
              const { title, use, extension } = meanings[format] ?? {
                ...{ title: format, use: '', extension: 'zip' },
              }
              return (
                <li key={format} className={css.file}>
                  <div className={css.words}>
                    <strong>{title}</strong> <span className="muted">{use}</span>
                    {detail !== null && <p className={css.why}>{detail}</p>}
                    <FaultList faults={faults} />
                  </div>
                  <Download
                    label={`Download ${title}`}
                    size={bytes}
                    from={`${at}/model?format=${format}`}
                    name={`${name}-${format}.${extension}`}
                  />
                </li>
              )
            })}
          </ul>
        )}
      </Card>
      <Card title="How it was made">
        <ul>
          <li className={css.file}>
            <div className={css.words}>
              <strong>Specification</strong>{' '}
              <span className="muted">layers, optimizer and everything else, as JSON</span>
            </div>
            <Button
              onPress={() =>
                saveFile(`${name}.json`, JSON.stringify(trial.spec, null, 2), 'application/json')
              }
            >
              <DownloadIcon /> JSON
            </Button>
          </li>
          <li className={css.file}>
            <div className={css.words}>
              <strong>Recipe</strong>{' '}
              <span className="muted">
                everything that the training follows from; <code>sweepd reproduce</code> trains it
                again
              </span>
              {trial.state !== 'complete' && (
                <p className={css.why}>Only the training of a complete trial can be repeated.</p>
              )}
            </div>
            <Download
              label="Download the recipe"
              size={trial.state === 'complete' ? undefined : null}
              from={`${at}/recipe`}
              name={`${name}-recipe.json`}
            />
          </li>
        </ul>
      </Card>
    </div>
  )
}

/** @param size  in bytes; null: it cannot be had; undefined: it is not known */
function Download({
  label,
  size,
  from,
  name,
}: {
  label: string
  size: number | null | undefined
  from: string
  name: string
}) {
  // by the client, which sends the key, where a link would not
  const load = useMutation({
    mutationFn: async () => saveFile(name, await (await fetchApi(from)).blob()),
    onError: (error) => showError(`${name} was not downloaded`, error),
  })
  return (
    <Button isDisabled={size === null} isPending={load.isPending} onPress={() => load.mutate()}>
      <DownloadIcon /> <span className="visually-hidden">{label}</span>
      {size === null ? 'Not possible' : size === undefined ? 'JSON' : formatBytes(size)}
    </Button>
  )
}
