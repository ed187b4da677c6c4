import { useMutation } from '@tanstack/react-query'
import { fetchApi } from '../../../api/client.ts'
import type { Study } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { fileName, saveFile } from '../../../ui/download.ts'
import { DownloadIcon } from '../../../ui/icons.tsx'
import { showError } from '../../../ui/toast.tsx'
import css from './finalists.module.css'

/** Formats with what they are for. */
const formats = [
  {
    id: 'savedmodel',
    title: 'SavedModel',
    use: 'for TensorFlow and its serving',
    extension: 'zip',
  },
  { id: 'onnx', title: 'ONNX', use: 'one file for onnxruntime in any language', extension: 'onnx' },
  { id: 'tfjs', title: 'TensorFlow.js', use: 'for browsers and Node.js', extension: 'zip' },
  {
    id: 'keras-weights',
    title: 'Keras weights',
    use: 'NumPy arrays and a Python module, without preprocessing',
    extension: 'zip',
  },
] as const

/** The model of the study in every format; each file has a model card. */
export function DownloadModel({ study }: { study: Study }) {
  if (study.model === null) return null
  return (
    <Card title="The model" note={modelWords(study.model)}>
      <ul className={css.files}>
        {formats.map(({ id, title, use, extension }) => (
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
        Each file has a model card: what it is and where it comes from. All but the Keras weights
        have the preprocessing inside.
      </p>
    </Card>
  )
}

function Download({ label, from, name }: { label: string; from: string; name: string }) {
  const { mutate, isPending } = useMutation({
    mutationFn: async () => saveFile(name, await (await fetchApi(from)).blob()),
    onError: (error) => showError(`${label} was not saved`, error),
  })
  return (
    <Button
      size="sm"
      isPending={isPending}
      onPress={() => mutate()}
      aria-label={`Download ${label}`}
    >
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
