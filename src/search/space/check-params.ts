/** Checks that params from a client fit the space. */

import { type Fault, toPointer } from '../../errors.ts'
import { withHint } from '../../nearby.ts'
import { assign } from './assign.ts'
import { contains, describeDomain } from './domain.ts'
import type { ParamValue } from './params.ts'
import { shown } from './parse/reading.ts'
import type { Parameter, Requirement, SearchSpace } from './space.ts'

/** Returns every fault, with pointers relative to the params; without faults the params can be instantiated. */
export function checkParams(
  space: SearchSpace,
  params: Readonly<Record<string, unknown>>,
): Fault[] {
  const faults: Fault[] = []
  const fault = (name: string, detail: string) =>
    faults.push({ pointer: toPointer([name]), detail })
  const settled = new Set<string>() // active, or already reported
  const open = new Set<string>() // without a usable value, so parameters that depend on them are unknown
  const take = ({ name, domain }: Parameter): ParamValue | undefined => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    if (contains(domain, value)) {
      settled.add(name)
      return value
    }
    if (!settled.has(name)) {
      const accepted = describeDomain(domain)
      const isMissing = value === undefined
      fault(
        name,
        isMissing ? `missing; ${accepted} is needed` : `${shown(value)} is not ${accepted}`,
      )
    }
    settled.add(name)
    open.add(name)
    return undefined
  }
  assign(space, take)
  // inside a repeat with faulty times
  for (const parameter of space.parameters) {
    if (parameter.conditions.length === 0 && !settled.has(parameter.name)) take(parameter)
  }
  const byName = new Map(space.parameters.map((parameter) => [parameter.name, parameter]))
  for (const name of Object.keys(params)) {
    const parameter = byName.get(name)
    if (parameter === undefined) {
      const detail = 'the space has no parameter of this name'
      fault(name, withHint(detail, name, [...byName.keys()]))
    } else if (!settled.has(name) && !dependsOn(parameter, open)) {
      fault(name, `not active with these params; it needs ${describeConditions(parameter)}`)
    }
  }
  return faults
}

function dependsOn({ conditions }: Parameter, names: ReadonlySet<string>): boolean {
  return conditions.flat().some((requirement) => names.has(requirement.parameter))
}

function describeConditions({ conditions }: Parameter): string {
  return conditions.map((condition) => condition.map(describe).join(' and ')).join(', or ')
}

function describe(requirement: Requirement): string {
  return 'equals' in requirement
    ? `${requirement.parameter} = ${shown(requirement.equals)}`
    : `${requirement.parameter} > ${requirement.above}`
}
