/** Derives for each parameter a flat list of conditions under which it is active. */
import type { ParamValue } from './params.ts'
import {
  type Condition,
  type Derived,
  type ObjectTemplate,
  type Repeat,
  type Requirement,
  type Template,
  timesRange,
} from './space.ts'

export interface Conditions {
  parameters: ReadonlyMap<string, readonly Condition[]> // by name
  derived: ReadonlyMap<Derived, readonly Condition[]>
}

/** An empty list means always active; parts that are never active are absent. */
export function collectConditions(template: ObjectTemplate): Conditions {
  const found = new Map<string, Condition[]>()
  const derived = new Map<Derived, Condition[]>()
  visit(template, [], null)
  return { parameters: simplified(found), derived: simplified(derived) }

  /** `growth`: the requirements, beyond `when`, for a growth factor to matter here; null: it never matters. */
  function visit(node: Template, when: Condition, growth: Condition | null): void {
    if (node.kind === 'literal') return
    if (node.kind === 'array' || node.kind === 'block') {
      for (const item of node.items) visit(item, when, growth)
    } else if (node.kind === 'object')
      for (const [, value] of node.entries) visit(value, when, growth)
    else if (node.kind === 'grown') {
      visit(node.base, when, growth)
      if (growth !== null) visit(node.factor, [...when, ...growth], null)
    } else if (node.kind === 'repeat') visitRepeat(node, when)
    else if (node.kind === 'derived') add(derived, node, when)
    else {
      const { name, domain } = node.parameter
      add(found, name, when)
      if (node.kind !== 'choice' || domain.type !== 'choice') return
      for (const [index, option] of node.options.entries()) {
        const equals = domain.options[index] ?? null
        if (when.some((requirement) => contradicts(requirement, name, equals))) continue
        visit(option, [...when, { parameter: name, equals }], growth)
      }
    }
  }

  function visitRepeat(repeat: Repeat, when: Condition): void {
    visit(repeat.times, when, null)
    for (const [repetition, layer] of repeat.layers.entries()) {
      const inUse = timesAbove(repeat, repetition)
      if (inUse === null) continue
      const isShared = repeat.layers.length === 1
      const growth = isShared ? timesAbove(repeat, 1) : repetition > 0 ? [] : null
      visit(layer, [...when, ...inUse], growth)
    }
  }
}

function add<Key>(found: Map<Key, Condition[]>, key: Key, when: Condition): void {
  const conditions = found.get(key) ?? []
  found.set(key, conditions)
  conditions.push(when)
}

function simplified<Key>(found: ReadonlyMap<Key, Condition[]>): Map<Key, readonly Condition[]> {
  return new Map([...found].map(([key, conditions]) => [key, simplify(conditions)]))
}

/** A choice nested in a branch of a choice of the same name has the value of the outer one. */
function contradicts(requirement: Requirement, name: string, value: ParamValue): boolean {
  return requirement.parameter === name && 'equals' in requirement && requirement.equals !== value
}

/** Returns the requirement for `times` above a number: empty if always met, null if never. */
function timesAbove(repeat: Repeat, above: number): Condition | null {
  const { least, most } = timesRange(repeat)
  if (least > above) return []
  if (most <= above || repeat.times.kind === 'literal') return null
  return [{ parameter: repeat.times.parameter.name, above }]
}

/** Drops conditions that another one covers; a condition without requirements covers all. */
function simplify(conditions: readonly Condition[]): Condition[] {
  const kept: Condition[] = []
  for (const condition of conditions) {
    if (kept.some((other) => covers(other, condition))) continue
    kept.splice(0, kept.length, ...kept.filter((other) => !covers(condition, other)), condition)
  }
  return kept.length === 1 && kept[0]?.length === 0 ? [] : kept
}

/** Whether the narrower condition implies the wider one. */
export function covers(wider: Condition, narrower: Condition): boolean {
  return wider.every((requirement) => narrower.some((other) => implies(other, requirement)))
}

function implies(one: Requirement, other: Requirement): boolean {
  if (one.parameter !== other.parameter) return false
  if ('equals' in other) return 'equals' in one && one.equals === other.equals
  return 'equals' in one ? Number(one.equals) > other.above : one.above >= other.above
}
