/** Keeps the lists of studies as they are, by the event stream of all studies, while a list is shown. */
import { useEffect, useState } from 'react'
import { followStream, type StreamEvent } from './event-stream.ts'
import { queryClient, studiesKey } from './queries.ts'
import { createRefresher } from './refresher.ts'
import { type StudyPages, withoutStudy, withStudy } from './study-pages.ts'

/** @returns whether the stream is open */
export function useStudiesEvents(): boolean {
  const [isLive, setLive] = useState(false)
  useEffect(() => {
    const abort = new AbortController()
    const refresher = createRefresher(queryClient, studiesKey)
    void followStream({
      address: () => '/v1/events',
      onEvent: (event) => {
        if (!isTaken(event)) refresher.refresh()
      },
      onLive: setLive,
      closed: abort.signal,
    })
    return () => {
      abort.abort()
      refresher.close()
    }
  }, [])
  return isLive
}

/** False: a list is to be read again. A position too: something may have changed between the list and the stream. */
function isTaken({ type, data }: StreamEvent): boolean {
  if (type !== 'study' && type !== 'removed') return false
  return queryClient
    .getQueryCache()
    .findAll({ queryKey: studiesKey })
    .map(({ queryKey, state }) => {
      const before = state.data as StudyPages | undefined
      if (before === undefined) return true
      const { pages, isPlaced } =
        type === 'study' ? withStudy(before.pages, data) : withoutStudy(before.pages, data.id)
      // as old as before: the rest of the list is not newer
      const updatedAt = state.dataUpdatedAt
      queryClient.setQueryData(queryKey, { ...before, pages }, { updatedAt })
      return isPlaced
    })
    .every(Boolean)
}
