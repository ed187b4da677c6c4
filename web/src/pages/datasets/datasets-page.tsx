import { PageHeader } from '../../ui/page-header.tsx'

export function DatasetsPage() {
  return <PageHeader title="Datasets" />
}
