/** The tabs of a study's page, in their order: one line each, loaded when it is first shown. */
import { type AsyncRouteComponent, lazyRouteComponent } from '@tanstack/react-router'
import type { Study } from '../../api/types.ts'

export interface StudyTab {
  id: string // `?tab=` in the address
  title: string
  content: AsyncRouteComponent<{ study: Study }>
}

export const studyTabs: readonly StudyTab[] = [
  {
    id: 'overview',
    title: 'Overview',
    content: lazyRouteComponent(() => import('./overview/overview-tab.tsx')),
  },
  {
    id: 'trials',
    title: 'Trials',
    content: lazyRouteComponent(() => import('./trials/trials-tab.tsx')),
  },
  {
    id: 'parameters',
    title: 'Parameters',
    content: lazyRouteComponent(() => import('./parameters/parameters-tab.tsx')),
  },
  {
    id: 'curves',
    title: 'Learning curves',
    content: lazyRouteComponent(() => import('./curves/curves-tab.tsx')),
  },
  {
    id: 'finalists',
    title: 'Finalists and model',
    content: lazyRouteComponent(() => import('./finalists/finalists-tab.tsx')),
  },
  {
    id: 'timeline',
    title: 'Timeline',
    content: lazyRouteComponent(() => import('./timeline/timeline-tab.tsx')),
  },
]

/** @param tab  as the address has it */
export function studyTab(tab: unknown): StudyTab {
  return studyTabs.find(({ id }) => id === tab) ?? studyTabs[0]!
}
