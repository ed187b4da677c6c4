import { tableOf } from '../train-table.ts'
import { conditional } from './conditional.ts'
import { continuous } from './continuous.ts'
import { discrete } from './discrete.ts'
import { disturbed } from './disturbed.ts'
import { tableFunction, tableSpecs } from './network-tables.ts'
import type { TestFunction } from './test-function.ts'
import { twoObjectives } from './two-objectives.ts'

/** Returns all test functions; tables that are requested and do not exist yet are created first. */
export async function testFunctions(
  isWanted: (named: Pick<TestFunction, 'name' | 'half'>) => boolean,
): Promise<TestFunction[]> {
  const tables: TestFunction[] = []
  for (const spec of tableSpecs) {
    if (isWanted(spec)) tables.push(tableFunction(spec, await tableOf(spec)))
  }
  const formulas = [...continuous, ...discrete, ...conditional, ...disturbed, ...twoObjectives]
  return [...formulas.filter(isWanted), ...tables]
}
