import { useState } from 'react'
import { useStudyEvents } from '../../../api/live-study.ts'
import { type LiveCurve, withEvents } from './running.ts'

/** Curves of the running trials of a study, by number, as they grow. */
export function useRunningCurves(id: string): ReadonlyMap<number, LiveCurve> {
  const [curves, setCurves] = useState<ReadonlyMap<number, LiveCurve>>(new Map())
  useStudyEvents(id, (events) => setCurves((before) => withEvents(before, events)))
  return curves
}
