/** Every address of the dashboard. Each page is a file of its own that is loaded when it is first shown. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router'
import { queryClient, studyQuery } from '../api/queries.ts'
import { studyTab } from '../pages/study/tabs.ts'
import { PageError } from './page-error.tsx'
import { PagePending } from './page-pending.tsx'
import { Shell } from './shell.tsx'

const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: lazyRouteComponent(
    () => import('../pages/not-found/not-found-page.tsx'),
    'NotFoundPage',
  ),
})

const anySearch = (search: Record<string, unknown>): Record<string, unknown> => search

const studiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('../pages/studies/studies-page.tsx'), 'StudiesPage'),
})

const newStudyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studies/new',
  validateSearch: anySearch,
  component: lazyRouteComponent(
    () => import('../pages/new-study/new-study-page.tsx'),
    'NewStudyPage',
  ),
})

const studyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studies/$id',
  validateSearch: anySearch,
  loaderDeps: ({ search }) => ({ tab: search.tab }),
  // the study is asked for while the files of its page are loaded, which then show it without an empty page before
  loader: async ({ params, deps }) => {
    void queryClient.prefetchQuery(studyQuery(params.id))
    await studyTab(deps.tab).content.preload?.()
  },
  component: lazyRouteComponent(() => import('../pages/study/study-page.tsx'), 'StudyPage'),
})

const trialRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studies/$id/trials/$number',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('../pages/trial/trial-page.tsx'), 'TrialPage'),
})

const compareTrialsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studies/$id/compare',
  validateSearch: anySearch,
  component: lazyRouteComponent(
    () => import('../pages/compare-trials/compare-trials-page.tsx'),
    'CompareTrialsPage',
  ),
})

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('../pages/compare/compare-page.tsx'), 'ComparePage'),
})

const workersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/workers',
  component: lazyRouteComponent(() => import('../pages/workers/workers-page.tsx'), 'WorkersPage'),
})

const datasetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/datasets',
  validateSearch: anySearch,
  component: lazyRouteComponent(
    () => import('../pages/datasets/datasets-page.tsx'),
    'DatasetsPage',
  ),
})

const datasetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/datasets/$id',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('../pages/dataset/dataset-page.tsx'), 'DatasetPage'),
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    studiesRoute,
    newStudyRoute,
    studyRoute,
    trialRoute,
    compareTrialsRoute,
    compareRoute,
    workersRoute,
    datasetsRoute,
    datasetRoute,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: PageError,
  defaultPendingComponent: PagePending,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
