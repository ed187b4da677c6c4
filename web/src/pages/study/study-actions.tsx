import type { Study } from '../../api/types.ts'

/** What one can do with a study, at the right of its name. */
export function StudyActions(_: { study: Study }) {
  return null
}
