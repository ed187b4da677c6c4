/** Fills in a study that names only a dataset and its time: every rule chooses its part. Pure. */
import { z } from 'zod'
import type { ValidationSpec } from '../../data/split/validation.ts'
import type { Fault } from '../../errors.ts'
import { defaultValidation } from '../posted-study.ts'
import type { Facts } from './facts.ts'
import type { Draft, Json, Rule } from './rule.ts'
import { rules } from './rules/index.ts'

export const Plan = z
  .array(
    z.strictObject({
      rule: z.string().describe('name of the rule, see docs/search-for-me.md'),
      chose: z.string().describe('what it chose'),
      because: z.string().describe('the case that applied, and what was found'),
    }),
  )
  .meta({ id: 'Plan' })
export type Plan = z.infer<typeof Plan>

export interface PlannedStudy {
  fields: Draft // of the study
  plan: Plan
}

/** What a posted study has decided itself. */
export interface Given {
  fields: ReadonlySet<string>
  validation: ValidationSpec | undefined
  objective: object | undefined
}

/** @returns faults of the first rule whose needs the data or the budget do not meet */
export function planStudy(facts: Facts, given: Given): PlannedStudy | { faults: Fault[] } {
  let draft: Draft = {
    ...{ validation: given.validation ?? defaultValidation, space: {} },
    ...(given.objective && { objective: given.objective }),
  }
  const plan: Plan = []
  for (const [name, rule] of Object.entries<Rule>(rules)) {
    const ofPosted = rule.fields.find((field) => given.fields.has(field))
    if (ofPosted !== undefined) {
      plan.push({ rule: name, chose: 'as posted', because: `the study has \`${ofPosted}\`` })
      continue
    }
    const context = { facts, draft }
    const faults = (rule.needs ?? []).flatMap((need) => need.fault(context) ?? [])
    if (faults.length > 0) {
      const named = ({ pointer, detail }: Fault) => ({
        pointer,
        detail: `${detail} (rule \`${name}\` of docs/search-for-me.md)`,
      })
      return { faults: faults.map(named) }
    }
    const found = rule.cases.find((one) => one.applies(context))
    if (found === undefined) throw new Error(`rule ${name} has no case for these data`)
    const { set, chose, because } = found.choose(context)
    draft = { ...draft, ...set, space: withFields(draft.space, set.space as Json | undefined) }
    const reason = found.isUsual ? (because ?? 'no other case of the rule applies') : found.when
    const said = found.isUsual || because === undefined ? reason : `${reason}: ${because}`
    plan.push({ rule: name, chose, because: said })
  }
  return { fields: draft, plan }
}

/** Several rules choose members of `preprocess`. */
function withFields(space: Json, chosen: Json = {}): Json {
  const preprocess = { ...(space.preprocess as Json), ...(chosen.preprocess as Json) }
  const isPrepared = Object.keys(preprocess).length > 0
  return { ...space, ...chosen, ...(isPrepared ? { preprocess } : {}) }
}
