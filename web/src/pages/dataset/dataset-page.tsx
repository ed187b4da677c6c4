import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { datasetQuery } from '../../api/queries.ts'
import type { Dataset } from '../../api/types.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Card, Stat, Stats } from '../../ui/card.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { TrashIcon } from '../../ui/icons.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import css from '../datasets/datasets.module.css'
import { DeleteDataset } from '../datasets/delete-dataset.tsx'
import { ColumnsTable } from '../datasets/parts/columns-table.tsx'
import { FirstRows } from '../datasets/parts/first-rows.tsx'
import { PictureGrid } from '../datasets/parts/picture-grid.tsx'
import { WarningList } from '../datasets/parts/warning-list.tsx'
import { firstRowsQuery, histogramsQuery, picturesQuery } from '../datasets/queries.ts'
import { targetName } from '../datasets/target-name.ts'

/** One dataset: what its columns hold, and how they were read. */
export function DatasetPage() {
  const { id } = useParams({ from: '/datasets/$id' })
  const navigate = useNavigate()
  const { data, error, refetch } = useQuery(datasetQuery(id))
  const [isLeaving, setIsLeaving] = useState(false)
  const above = <Link to="/datasets">Datasets</Link>
  if (error !== null && data === undefined) {
    return (
      <>
        <PageHeader title={id} above={above} />
        <ErrorState error={error} onRetry={() => void refetch()} />
      </>
    )
  }
  return (
    <>
      <PageHeader
        title={data?.name ?? id}
        above={above}
        note={
          data && (
            <>
              Added <Time at={data.createdAt} isRelative />
            </>
          )
        }
        actions={
          <>
            <Button onPress={() => setIsLeaving(true)} isDisabled={data === undefined}>
              <TrashIcon /> Delete
            </Button>
            <ButtonLink look="primary" href={`/studies/new?dataset=${data?.name ?? id}`}>
              New study
            </ButtonLink>
          </>
        }
      />
      {data === undefined ? (
        <div aria-busy="true">
          <Skeleton height="30rem" />
        </div>
      ) : (
        <DatasetParts data={data} />
      )}
      <DeleteDataset
        dataset={isLeaving && data !== undefined ? data : null}
        onClose={() => setIsLeaving(false)}
        onDeleted={() => void navigate({ to: '/datasets' })}
      />
    </>
  )
}

function DatasetParts({ data }: { data: Dataset }) {
  const isTensor = data.inputShape !== null
  const histograms = useInfiniteQuery(histogramsQuery(data.id))
  const pictures = useQuery({ ...picturesQuery(data.id), enabled: isTensor })
  const rows = useQuery({ ...firstRowsQuery(data.id), enabled: !isTensor })
  const target = targetName(data.columns) ?? ''
  return (
    <div className={css.stack}>
      <Card>
        <Stats>
          <Stat label="Rows" value={formatCount(data.rows)} />
          <Stat
            label="Test rows"
            value={formatCount(data.testRows)}
            note="held back until the end"
          />
          <Stat label="Columns" value={formatCount(data.columnCount)} />
          <Stat label="Task" value={data.task} note={`of ${target}`} />
          {isTensor && <Stat label="Shape of a row" value={data.inputShape?.join(' × ')} />}
          <Stat label="Size" value={formatBytes(data.bytes)} />
          <Stat label="Studies" value={formatCount(data.studyCount)} />
        </Stats>
      </Card>
      {data.warnings.length > 0 && (
        <Card title="Warnings" note="To follow one, upload the file again with another spec.">
          <WarningList warnings={data.warnings} />
        </Card>
      )}
      {isTensor && (pictures.data === undefined || pictures.data.items.length > 0) && (
        <Card title="Some rows">
          {pictures.data ? (
            <PictureGrid pictures={pictures.data.items} />
          ) : (
            <div aria-busy={pictures.error === null}>
              <Skeleton height="16rem" />
            </div>
          )}
        </Card>
      )}
      <Card
        title="Columns"
        isFlush
        actions={
          histograms.hasNextPage && (
            <Button
              size="sm"
              isPending={histograms.isFetchingNextPage}
              onPress={() => void histograms.fetchNextPage()}
            >
              More distributions
            </Button>
          )
        }
      >
        <ColumnsTable
          columns={data.columns}
          histograms={histograms.data?.pages.flatMap(({ items }) => items) ?? []}
          rows={data.rows}
        />
      </Card>
      {!isTensor && (
        <Card title="First rows" isFlush>
          {rows.data ? (
            <FirstRows rows={rows.data.items} target={target} />
          ) : (
            <div aria-busy={rows.error === null} className={css.loading}>
              <Skeleton height="16rem" />
            </div>
          )}
        </Card>
      )}
      <Card title="How the file was read">
        <pre className={css.spec}>{JSON.stringify(data.spec, null, 2)}</pre>
      </Card>
    </div>
  )
}
