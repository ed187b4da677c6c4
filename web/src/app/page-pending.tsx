import { Skeleton } from '../ui/skeleton.tsx'

/** While a page's file is loaded: about the shape that most pages have. */
export function PagePending() {
  return (
    <div aria-busy="true">
      <Skeleton width="14rem" height="2rem" />
      <Skeleton height="20rem" />
    </div>
  )
}
