/** Parses stored specifications, with a cache. */
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
 * Specification of a study's row, with defaults for options that are newer than the study. The same text gives the
 * same, immutable object.
 *
 * @param row  `spec`: as JSON
 * @throws Error if it does not fit the schema, although it did when the study was created
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
