import { PageHeader } from '../../ui/page-header.tsx'

export function NewStudyPage() {
  return <PageHeader title="New study" />
}
