/** Worker thread for inspecting spaces with constraints. */
import { parseRestricted } from '../../search/space/restricted-space.ts'
import { inspectSpace, type SpaceFindings, type SpaceQuestion } from './inspect-space.ts'

export default function findings(question: SpaceQuestion): SpaceFindings {
  const { space } = parseRestricted(question.body)
  if (space === null) throw new Error('a space that does not parse is not asked about')
  return inspectSpace(space, question)
}
