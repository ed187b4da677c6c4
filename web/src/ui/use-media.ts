import { useSyncExternalStore } from 'react'

/** Does a media query hold now? `useMedia('(max-width: 40rem)')` */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}
