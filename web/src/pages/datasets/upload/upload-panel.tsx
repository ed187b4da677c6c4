import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { DropZone, FileTrigger, Text } from 'react-aria-components'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { formatBytes } from '../../../ui/format.ts'
import type { DatasetSpec } from './dataset-spec.ts'
import { nameFor } from './dataset-spec.ts'
import { headerNames } from './header-names.ts'
import css from './upload.module.css'
import { UploadForm } from './upload-form.tsx'

const startBytes = 65_536

export interface ChosenFile {
  file: File
  headers: string[]
  spec: DatasetSpec
}

/** Takes a file, shows what it would become, and stores it. */
export function UploadPanel({
  takenNames,
  onStored,
  onClose,
}: {
  takenNames: readonly string[]
  onStored: (name: string) => void
  onClose?: () => void
}) {
  const queryClient = useQueryClient()
  const [chosen, setChosen] = useState<ChosenFile | null>(null)
  const [refused, setRefused] = useState<string | null>(null)

  const take = async (file: File) => {
    setRefused(null)
    if (file.size === 0) return setRefused(`${file.name} is empty: choose a file with rows.`)
    const start = await file.slice(0, startBytes).text()
    setChosen({ file, headers: headerNames(start), spec: { name: nameFor(file.name, takenNames) } })
  }

  if (chosen !== null) {
    return (
      <UploadForm
        key={`${chosen.file.name} ${chosen.file.size} ${chosen.file.lastModified}`}
        chosen={chosen}
        onOther={() => setChosen(null)}
        onStored={(name) => {
          void queryClient.invalidateQueries({ queryKey: ['datasets'] })
          onStored(name)
        }}
      />
    )
  }
  return (
    <Card
      title="Upload a file"
      note="CSV, TSV or Parquet, also zipped. Nothing is stored before you have seen what it becomes."
      actions={onClose && <Button onPress={onClose}>Close</Button>}
    >
      <DropZone
        className={css.drop}
        aria-label="File to upload"
        getDropOperation={(types) => (hasFiles(types) ? 'copy' : 'cancel')}
        onDrop={({ items }) => {
          const item = items.find(({ kind }) => kind === 'file')
          if (item?.kind === 'file') void item.getFile().then(take)
        }}
      >
        <Text slot="label" className={css.dropText}>
          Drop a file here, or
        </Text>
        <FileTrigger
          acceptedFileTypes={['.csv', '.tsv', '.txt', '.data', '.parquet', '.gz', '.zip']}
          onSelect={(files) => {
            const [file] = files ?? []
            if (file !== undefined) void take(file)
          }}
        >
          <Button>Choose a file</Button>
        </FileTrigger>
        <span className={css.dropHint}>up to {formatBytes(2 ** 28)}, one row a line</span>
      </DropZone>
      {refused !== null && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
    </Card>
  )
}

/** Files that come from other programs have no known type, or that of their text. */
function hasFiles(types: { has(type: string | symbol): boolean }): boolean {
  const known = [
    'text/csv',
    'text/plain',
    'text/tab-separated-values',
    'application/gzip',
    'application/zip',
  ]
  return known.some((type) => types.has(type)) || !types.has('text/html')
}
