import { PageHeader } from '../../ui/page-header.tsx'

export function WorkersPage() {
  return <PageHeader title="Workers" />
}
