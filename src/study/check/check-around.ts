/** Validates the rest of a space that does not parse, so that one bad hole does not hide other faults. */
import type { DatasetSummary } from '../../data/summary.ts'
import type { Fault } from '../../errors.ts'
import { parseSpace } from '../../search/space/parse/parse-space.ts'
import { checkSpace } from './check-space.ts'

/**
 * Blanks the faulty holes and validates the rest; faults inside a blank are dropped.
 *
 * @param faults  from parsing, with pointers into the space
 * @returns       further faults
 */
export function checkAround(
  json: unknown,
  faults: readonly Fault[],
  data: DatasetSummary | null,
): Fault[] {
  const blanks = faults.map(({ pointer }) => outermostHole(pointer))
  const copy = structuredClone(json)
  for (const blank of blanks) blankOut(copy, blank)
  const parsed = parseSpace(copy)
  if (!parsed.ok) return []
  return checkSpace(parsed.space, data).filter(
    ({ pointer }) => !blanks.some((blank) => isWithin(pointer, blank)),
  )
}

/** Pointer to the outermost value that contains a fault: the part before the first `$` key. */
function outermostHole(pointer: string): string {
  const segments = pointer.split('/')
  const at = segments.findIndex((segment) => segment.startsWith('$'))
  return at < 0 ? pointer : segments.slice(0, at).join('/')
}

function isWithin(pointer: string, outer: string): boolean {
  return pointer === outer || pointer.startsWith(`${outer}/`)
}

function blankOut(json: unknown, pointer: string): void {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop()
  let parent = json
  for (const key of keys) {
    if (typeof parent !== 'object' || parent === null) return
    parent = (parent as Record<string, unknown>)[key]
  }
  if (last === undefined || typeof parent !== 'object' || parent === null) return
  if (!Object.hasOwn(parent, last)) return
  const record = parent as Record<string, unknown>
  record[last] = standIn(record[last])
}

/** Replaces a hole by a plausible number, so that the shapes around it can be checked. */
function standIn(hole: unknown): number | null {
  const isNumber = typeof hole === 'object' && hole !== null && ('$int' in hole || '$float' in hole)
  return isNumber ? 1 : null
}
