import type { Study } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { fileName } from '../../../ui/download.ts'
import { DownloadIcon } from '../../../ui/icons.tsx'
import { useDownload } from '../../../ui/use-download.ts'
import { modelFormats } from '../../trial/files/model-formats.ts'
import css from './finalists.module.css'

/** The model of the study in every format; each file has a model card. */
export function DownloadModel({ study }: { study: Study }) {
  if (study.model === null) return null
  return (
    <Card title="The model" note={modelWords(study.model)}>
      <ul className={css.files}>
        {Object.entries(modelFormats).map(([id, { title, use, extension }]) => (
          <li key={id}>
            <span>
              <strong>{title}</strong> <span className="muted">{use}</span>
            </span>
            <Download
              label={title}
              from={`/v1/studies/${study.id}/model?format=${id}`}
              name={`${fileName(study.name, id)}.${extension}`}
            />
          </li>
        ))}
      </ul>
      <p className="muted">
        Each file has the model card inside. All but the Keras weights have the preprocessing
        inside.
      </p>
    </Card>
  )
}

function Download({ label, from, name }: { label: string; from: string; name: string }) {
  const { download, isPending } = useDownload({ from, name, failText: `${label} was not saved` })
  return (
    <Button size="sm" isPending={isPending} onPress={download} aria-label={`Download ${label}`}>
      <DownloadIcon /> Download
    </Button>
  )
}

export function modelWords({ type, members }: NonNullable<Study['model']>): string {
  const [first] = members
  if (type === 'blend') return `The weighted mean of ${members.length} trainings`
  if (type === 'refit') return `The winner, trained on all rows: training ${first?.trial}`
  return `The best trial so far: trial ${first?.trial}`
}
