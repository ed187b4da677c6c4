/** The tabs of a study's page, in their order: one line each, loaded when it is first shown. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import type { Study } from '../../api/types.ts'

export interface StudyTab {
  id: string // `?tab=` in the address
  title: string
  content: LazyExoticComponent<ComponentType<{ study: Study }>>
}

export const studyTabs: readonly StudyTab[] = [
  { id: 'overview', title: 'Overview', content: lazy(() => import('./overview/overview-tab.tsx')) },
  { id: 'trials', title: 'Trials', content: lazy(() => import('./trials/trials-tab.tsx')) },
  {
    id: 'parameters',
    title: 'Parameters',
    content: lazy(() => import('./parameters/parameters-tab.tsx')),
  },
  {
    id: 'curves',
    title: 'Learning curves',
    content: lazy(() => import('./curves/curves-tab.tsx')),
  },
  {
    id: 'finalists',
    title: 'Finalists and model',
    content: lazy(() => import('./finalists/finalists-tab.tsx')),
  },
  { id: 'timeline', title: 'Timeline', content: lazy(() => import('./timeline/timeline-tab.tsx')) },
]
