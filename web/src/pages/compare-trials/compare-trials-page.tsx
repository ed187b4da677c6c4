import { PageHeader } from '../../ui/page-header.tsx'

export function CompareTrialsPage() {
  return <PageHeader title="Compare trials" />
}
