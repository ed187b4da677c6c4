import { useQuery } from '@tanstack/react-query'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { fileName, saveFile } from '../../../ui/download.ts'
import { ErrorState, FaultList } from '../../../ui/error-state.tsx'
import { formatBytes } from '../../../ui/format.ts'
import { DownloadIcon } from '../../../ui/icons.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { useDownload } from '../../../ui/use-download.ts'
import { formatsQuery } from '../queries.ts'
import type { TrialTab } from '../trial-page.tsx'
import css from './files.module.css'
import { modelFormats } from './model-formats.ts'

/** The model in each format, its specification and its recipe. What cannot be exported is said before it is asked for. */
export default function FilesTab({ study, trial }: TrialTab) {
  const { data: formats, error, refetch } = useQuery(formatsQuery(study.id, trial.number))
  const name = fileName(study.name, `trial-${trial.number}`)
  const at = `/v1/studies/${study.id}/trials/${trial.number}`
  return (
    <div className={css.columns}>
      <Card
        title="Model"
        note="Each file has the preprocessing inside, unless it says otherwise, and the model card, which is also a file of its own."
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
              const { title, use, extension } = modelFormats[format] ?? {
                title: format,
                use: '',
                extension: 'zip',
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
  const failText = `${name} was not downloaded`
  const { download, isPending } = useDownload({ from, name, failText })
  return (
    <Button isDisabled={size === null} isPending={isPending} onPress={download}>
      <DownloadIcon /> <span className="visually-hidden">{label}</span>
      {size === null ? 'Not possible' : size === undefined ? 'JSON' : formatBytes(size)}
    </Button>
  )
}
