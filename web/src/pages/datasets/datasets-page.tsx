import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Dataset } from '../../api/types.ts'
import { flagIn, textIn } from '../../app/search-fields.ts'
import { useSearchState } from '../../app/search-state.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, ButtonLink, IconButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { formatBytes, formatCount, nothing } from '../../ui/format.ts'
import { PlusIcon, TrashIcon } from '../../ui/icons.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { SearchField } from '../../ui/text-field.tsx'
import { Time } from '../../ui/time.tsx'
import css from './datasets.module.css'
import { DeleteDataset } from './delete-dataset.tsx'
import parts from './parts/parts.module.css'
import { datasetListQuery } from './queries.ts'
import { UploadPanel } from './upload/upload-panel.tsx'

const parseView = (search: Record<string, unknown>) => ({
  name: textIn(search.name),
  upload: flagIn(search.upload),
})

/** Every dataset, with what uses it; uploads and deletes. */
export function DatasetsPage() {
  const [view, setView] = useSearchState(parseView)
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(datasetListQuery(view.name))
  const [leaving, setLeaving] = useState<Dataset | null>(null)
  const items = data?.items
  return (
    <>
      <PageHeader
        title="Datasets"
        actions={
          <Button look="primary" onPress={() => setView({ upload: true })} isDisabled={view.upload}>
            <PlusIcon /> Upload
          </Button>
        }
      />
      <div className={css.stack}>
        {view.upload && (
          <UploadPanel
            takenNames={items?.map(({ name }) => name) ?? []}
            onClose={() => setView({ upload: false })}
            onStored={(id) => void navigate({ to: '/datasets/$id', params: { id } })}
          />
        )}
        <div className={css.search}>
          <SearchField
            label="Find by name"
            value={view.name}
            onChange={(name) => setView({ name })}
          />
        </div>
        <Card isFlush>
          {error !== null && items === undefined ? (
            <ErrorState error={error} onRetry={() => void refetch()} />
          ) : items === undefined ? (
            <div aria-busy="true" className={css.loading}>
              <Skeleton height="14rem" />
            </div>
          ) : items.length === 0 ? (
            <EmptyState
              title={
                view.name === '' ? 'No dataset yet' : `No dataset has “${view.name}” in its name`
              }
              actions={
                view.name === '' ? (
                  <Button onPress={() => setView({ upload: true })}>Upload a file</Button>
                ) : (
                  <Button onPress={() => setView({ name: '' })}>Show all</Button>
                )
              }
            />
          ) : (
            <DatasetTable datasets={items} onDelete={setLeaving} />
          )}
        </Card>
      </div>
      <DeleteDataset dataset={leaving} onClose={() => setLeaving(null)} />
    </>
  )
}

function DatasetTable({
  datasets,
  onDelete,
}: {
  datasets: readonly Dataset[]
  onDelete: (dataset: Dataset) => void
}) {
  return (
    <ScrollRegion label="Table of datasets" className={parts.scroll}>
      <table className={parts.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Task</th>
            <th scope="col" className={parts.number}>
              Rows
            </th>
            <th scope="col" className={parts.number}>
              Columns
            </th>
            <th scope="col" className={parts.number}>
              Size
            </th>
            <th scope="col" className={parts.number}>
              Studies
            </th>
            <th scope="col">Added</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {datasets.map((dataset) => (
            <tr key={dataset.id}>
              <th scope="row" className={parts.name}>
                <Link to="/datasets/$id" params={{ id: dataset.name }}>
                  {dataset.name}
                </Link>
              </th>
              <td>
                <Badge>{dataset.task}</Badge>
              </td>
              <td className={parts.number}>{formatCount(dataset.rows)}</td>
              <td className={parts.number}>{formatCount(dataset.columnCount)}</td>
              <td className={parts.number}>{formatBytes(dataset.bytes)}</td>
              <td className={parts.number}>
                {dataset.studyCount === 0 ? nothing : formatCount(dataset.studyCount)}
              </td>
              <td>
                <Time at={dataset.createdAt} isRelative />
              </td>
              <td className={css.actions}>
                <ButtonLink size="sm" href={`/studies/new?dataset=${dataset.name}`}>
                  New study<span className="visually-hidden"> with {dataset.name}</span>
                </ButtonLink>
                <IconButton
                  label={`Delete ${dataset.name}`}
                  size="sm"
                  onPress={() => onDelete(dataset)}
                >
                  <TrashIcon />
                </IconButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
