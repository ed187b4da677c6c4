import { useEffect, useState } from 'react'
import { formatAgo, formatDate, formatUtc } from './format.ts'

const tickMs = 30_000

/** A moment: how long ago or the local date and time; the tooltip has UTC. */
export function Time({ at, isRelative = false }: { at: string; isRelative?: boolean }) {
  const date = new Date(at)
  const now = useNow(isRelative)
  const text = isRelative ? formatAgo(date, now) : formatDate(date)
  const title = isRelative ? `${formatDate(date)} (${formatUtc(date)})` : formatUtc(date)
  return (
    <time dateTime={at} title={title}>
      {text}
    </time>
  )
}

function useNow(isTicking: boolean): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    if (!isTicking) return
    const timer = setInterval(() => setNow(new Date()), tickMs)
    return () => clearInterval(timer)
  }, [isTicking])
  return now
}
