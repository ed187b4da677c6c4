import { useParams } from '@tanstack/react-router'
import { PageHeader } from '../../ui/page-header.tsx'

export function TrialPage() {
  const { number } = useParams({ from: '/studies/$id/trials/$number' })
  return <PageHeader title={`Trial ${number}`} />
}
