import { useEffect } from 'react'

/** Sets the title of the browser's tab: what is shown first, since tabs are narrow. */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    document.title = title === null ? 'Sweepd' : `${title} · Sweepd`
  }, [title])
}
