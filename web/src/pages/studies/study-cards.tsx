import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Study } from '../../api/types.ts'
import { Badge, StateBadge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { leftText, StudyBest, StudyProgress } from './columns.tsx'
import css from './studies.module.css'
import { StudyMenu } from './study-menu.tsx'

/** The list where there is no room for a table. */
export function StudyCards({
  studies,
  isLoading,
  tools,
  empty,
  onEndReached,
  isLoadingMore,
}: {
  studies: readonly Study[]
  isLoading: boolean
  tools: ReactNode
  empty: ReactNode
  onEndReached: () => void
  isLoadingMore: boolean
}) {
  return (
    <div className={css.cards} aria-busy={isLoading}>
      {tools}
      {isLoading && <Skeleton height="8rem" />}
      {!isLoading && studies.length === 0 && empty}
      <ul className={css.cards} aria-label="Studies">
        {studies.map((study) => (
          <li key={study.id} className={css.card}>
            <div className={css.cardHead}>
              <Link to="/studies/$id" params={{ id: study.id }} className={css.title}>
                {study.name}
              </Link>
              <StudyMenu study={study} />
            </div>
            <div className={css.cardLine}>
              <StateBadge state={study.state} />
              {study.tags.map((tag) => (
                <Badge key={tag}>{tag}</Badge>
              ))}
              {study.state === 'running' && <span className="muted">{leftText(study)} left</span>}
            </div>
            <StudyProgress study={study} />
            <StudyBest study={study} />
          </li>
        ))}
      </ul>
      {studies.length > 0 && (
        <MoreButton isLoading={isLoadingMore} onPress={onEndReached} count={studies.length} />
      )}
    </div>
  )
}

const pageSize = 100

function MoreButton({
  isLoading,
  onPress,
  count,
}: {
  isLoading: boolean
  onPress: () => void
  count: number
}) {
  if (count % pageSize !== 0) return null
  return (
    <Button isPending={isLoading} onPress={onPress}>
      Show more
    </Button>
  )
}
