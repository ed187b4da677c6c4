import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { datasetQuery } from '../../api/queries.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'

export function DatasetPage() {
  const { id } = useParams({ from: '/datasets/$id' })
  const { data, error, refetch } = useQuery(datasetQuery(id))
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <PageHeader title={data?.name ?? 'Dataset'} />
}
