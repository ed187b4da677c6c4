import { type ReactNode, useEffect, useRef, useState } from 'react'

/** Makes its content when it comes near what is in sight, so that a long page loads no more than it shows. */
export function WhenSeen({ height, children }: { height: number; children: () => ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  const [isSeen, setSeen] = useState(false)
  useEffect(() => {
    if (isSeen || place.current === null) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true)
      },
      { rootMargin: '300px' },
    )
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [isSeen])
  return isSeen ? children() : <div ref={place} style={{ minHeight: height }} />
}
