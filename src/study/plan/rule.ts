/** A rule of a planned study: ordered cases of which the first that applies chooses. */
import type { ValidationSpec } from '../../data/split/validation.ts'
import type { Facts } from './facts.ts'

export type Json = Record<string, unknown>

/** What the rules have chosen so far: fields of a study. */
export interface Draft extends Json {
  validation: ValidationSpec
  space: Json
}

export interface Context {
  facts: Facts
  draft: Draft
}

/** What a case chooses: fields of the study; those of `space` are added to the space. */
export interface Choice {
  set: Json
  chose: string // in plain words
  because?: string // what was found, beside the text of `when`
}

export interface Case {
  when: string // for the docs and the answer
  takes: string // for the docs
  isUsual?: true // it applies where no other case does
  applies(context: Context): boolean
  choose(context: Context): Choice
}

/** What must hold; a study on other data is refused. */
export interface Need {
  must: string // for the docs
  /** What is wrong and what to do; null: nothing. */
  fault(context: Context): { pointer: string; detail: string } | null
}

export interface Rule {
  decides: string // what the rule decides, for the docs
  /** A posted study that has one of these fields decides for itself. */
  fields: readonly string[]
  needs?: readonly Need[]
  cases: readonly Case[]
}

export function defineRule(rule: Rule): Rule {
  return rule
}

/** A case that applies where none before it does. */
export function otherwise(choose: Case['choose'], takes: string): Case {
  return { when: 'otherwise', takes, isUsual: true, applies: () => true, choose }
}
