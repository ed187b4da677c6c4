/** Worker thread for inspecting spaces with constraints. */
import type { MessagePort } from 'node:worker_threads'
import { parseRestricted } from '../../search/space/restricted-space.ts'
import { inspectSpace, type SpaceFindings, type SpaceQuestion } from './inspect-space.ts'

export interface InThread {
  question: SpaceQuestion
  begins: MessagePort // hears when the inspection begins
}

export default function findings({ question, begins }: InThread): SpaceFindings {
  begins.postMessage(null)
  const { space } = parseRestricted(question.body)
  if (space === null) throw new Error('a space that does not parse is not asked about')
  return inspectSpace(space, question)
}
