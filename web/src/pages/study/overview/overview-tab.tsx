import type { Study } from '../../../api/types.ts'
import { Card } from '../../../ui/card.tsx'

export default function OverviewTab({ study }: { study: Study }) {
  return <Card title="Overview">{study.name}</Card>
}
