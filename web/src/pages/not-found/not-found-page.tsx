import { Link } from '@tanstack/react-router'
import { usePageTitle } from '../../app/page-title.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { SearchIcon } from '../../ui/icons.tsx'

export function NotFoundPage() {
  usePageTitle('No such page')
  return (
    <EmptyState icon={<SearchIcon size={20} />} title="There is no such page">
      The address may be mistyped. <Link to="/">All studies</Link>
    </EmptyState>
  )
}
