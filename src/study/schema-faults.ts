import type { z } from 'zod'
import { type Fault, pointerOf } from '../errors.ts'

/**
 * What a schema found, as faults; every unknown field is one of its own.
 *
 * @param prefix  pointer of what was parsed
 */
export function schemaFaults({ issues }: z.core.$ZodError, prefix = ''): Fault[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          pointer: prefix + pointerOf([...issue.path, key]),
          detail: `no field is called ${JSON.stringify(key)} here`,
        }))
      : [{ pointer: prefix + pointerOf(issue.path), detail: issue.message }],
  )
}
