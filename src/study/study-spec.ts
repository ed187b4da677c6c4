/** Specifications of studies as the database holds them: each is parsed once, however often its study is looked at. */
import { z } from 'zod'
import { ValidationSpec } from '../data/split/validation.ts'
import { checkSchema, toFaults } from '../schema-faults.ts'
import { createLruCache } from './lru-cache.ts'
import { Objective } from './objectives.ts'
import { SpaceSpec, StudyFields } from './posted-study.ts'

/** As stored: with name, space, validation and a direction for every objective. */
export const StudySpec = z.object({
  ...StudyFields.shape,
  name: z.string(),
  space: SpaceSpec,
  validation: ValidationSpec,
  objective: Objective.optional(),
  objectives: z.array(Objective).optional(),
})
export type StudySpec = z.infer<typeof StudySpec>

interface Known {
  spec: StudySpec
  characters: number
}

const maxCharacters = 16 * 2 ** 20
const known = createLruCache<Known>(({ characters }) => characters, maxCharacters)

/**
 * What a study's row says, with defaults for options that are younger than the study. The same text gives the same
 * object, which nobody may change.
 *
 * @param row  `spec`: as JSON
 * @throws Error when it does not fit the schema: it did when the study was created
 */
export function storedSpec({ spec: json }: { spec: string }): StudySpec {
  const before = known.get(json)
  if (before !== undefined) return before.spec
  const checked = checkSchema(StudySpec, JSON.parse(json))
  if (!('value' in checked)) {
    const [first] = toFaults(checked.faults)
    throw new Error(`a stored study does not fit its schema: ${first?.pointer} ${first?.detail}`)
  }
  known.set(json, { spec: checked.value, characters: json.length })
  return checked.value
}
