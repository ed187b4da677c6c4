import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ListBox, ListBoxItem } from 'react-aria-components'
import type { Dataset } from '../../api/types.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { formatCount } from '../../ui/format.ts'
import { PlusIcon } from '../../ui/icons.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { SearchField } from '../../ui/text-field.tsx'
import { datasetListQuery } from '../datasets/queries.ts'
import { UploadPanel } from '../datasets/upload/upload-panel.tsx'
import css from './new-study.module.css'

/** Step 1: a dataset that is there, or a file. */
export function DatasetStep({
  dataset,
  isOwn,
  known,
  onChoose,
  onChooseOwn,
}: {
  dataset: string
  /** No dataset: a program of one's own trains the trials. */
  isOwn: boolean
  /** The chosen one, once it has been read. */
  known: Dataset | undefined
  onChoose: (name: string) => void
  onChooseOwn: () => void
}) {
  const [isOpen, setIsOpen] = useState(dataset === '' && !isOwn)
  const [isUploading, setIsUploading] = useState(false)
  const [name, setName] = useState('')
  const { data, error, refetch } = useQuery(datasetListQuery(name))
  const choose = (chosen: string) => {
    setIsOpen(false)
    setIsUploading(false)
    onChoose(chosen)
  }
  if (isUploading) {
    return (
      <UploadPanel
        takenNames={data?.items.map((one) => one.name) ?? []}
        onStored={choose}
        onClose={() => setIsUploading(false)}
      />
    )
  }
  if (!isOpen && (dataset !== '' || isOwn)) {
    return (
      <Card>
        <div className={css.chosen}>
          <div>
            <h2 className={css.stepTitle}>1. Data</h2>
            <p>
              <strong>{isOwn ? 'None' : dataset}</strong>{' '}
              {isOwn ? (
                <span className="muted">
                  your own program asks for trials over HTTP, and tells their values
                </span>
              ) : (
                known && <span className="muted">{describe(known)}</span>
              )}
            </p>
          </div>
          <Button onPress={() => setIsOpen(true)}>Change</Button>
        </div>
      </Card>
    )
  }
  return (
    <Card
      title="1. Data"
      note="What the networks learn from: a table, or images."
      actions={
        <>
          <Button
            onPress={() => {
              setIsOpen(false)
              onChooseOwn()
            }}
          >
            No data: my own program evaluates
          </Button>
          <Button onPress={() => setIsUploading(true)}>
            <PlusIcon /> Upload a file
          </Button>
        </>
      }
    >
      <div className={css.stack}>
        <div className={css.search}>
          <SearchField label="Find a dataset by name" value={name} onChange={setName} />
        </div>
        {error !== null && data === undefined && (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
        {data === undefined && error === null && (
          <div aria-busy="true">
            <Skeleton height="8rem" />
          </div>
        )}
        {data !== undefined && (
          <ListBox
            aria-label="Datasets"
            className={css.datasets}
            items={data.items}
            selectionMode="single"
            selectedKeys={dataset === '' ? [] : [dataset]}
            onSelectionChange={(keys) => {
              const [key] = keys === 'all' ? [] : [...keys]
              choose(key === undefined ? dataset : String(key))
            }}
            renderEmptyState={() => <p className="muted">No dataset has this in its name.</p>}
          >
            {(one) => (
              <ListBoxItem id={one.name} textValue={one.name} className={css.dataset}>
                <strong>{one.name}</strong>
                <Badge>{one.task}</Badge>
                <span className={css.datasetNote}>{describe(one)}</span>
              </ListBoxItem>
            )}
          </ListBox>
        )}
      </div>
    </Card>
  )
}

function describe({ rows, columnCount, inputShape }: Dataset): string {
  const of = inputShape ? inputShape.join(' × ') : `${formatCount(columnCount)} columns`
  return `${formatCount(rows)} rows, ${of}`
}
