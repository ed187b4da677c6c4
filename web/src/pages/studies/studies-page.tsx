import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { studiesQuery } from '../../api/queries.ts'
import { StateBadge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'

export function StudiesPage() {
  const { data, error, refetch } = useInfiniteQuery(studiesQuery())
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <PageHeader title="Studies" />
      <Card>
        <ul>
          {data?.pages
            .flatMap(({ items }) => items)
            .map(({ id, name, state }) => (
              <li key={id}>
                <Link to="/studies/$id" params={{ id }}>
                  {name}
                </Link>{' '}
                <StateBadge state={state} />
              </li>
            ))}
        </ul>
      </Card>
    </>
  )
}
