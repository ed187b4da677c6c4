/** The space of a study whose trials are trained elsewhere: parameters by name, of any depth; pure. */
import type { Json } from '../document/json-document.ts'
import { fixedFrom, readHeld } from './hole.ts'
import type { OptionField } from './schema-fields.ts'

/** How the form shows a member of the space. */
export type Shown =
  | { kind: 'value' }
  | { kind: 'members'; members: Json } // further values by name
  | { kind: 'options'; options: readonly unknown[] } // a choice whose options have members

export function shownAs(value: unknown): Shown {
  if (readHeld(value).kind !== 'other' || !isObject(value)) return { kind: 'value' }
  const { $choice: options } = value
  if (Array.isArray(options)) return { kind: 'options', options }
  const isHole = Object.keys(value).some((name) => name.startsWith('$'))
  return isHole ? { kind: 'value' } : { kind: 'members', members: value }
}

/** What one adds, by the words of the menu. */
export const newValues: Readonly<Record<string, unknown>> = {
  'Number in a range': { $float: { low: 0.001, high: 0.1, log: true } },
  'Whole number in a range': { $int: { low: 1, high: 8 } },
  'Among some values': { $choice: ['a', 'b'] },
  'True or false': { $bool: true },
  'Options with parameters of their own': {
    $choice: [{ type: 'a', rate: { $float: { low: 0, high: 1 } } }, { type: 'b' }],
  },
  'Fixed value': 1,
}

/** `parameter`, or with the first number that is free. */
export function freeName(members: Json, wish = 'parameter'): string {
  for (let i = 1; ; i += 1) {
    const name = i === 1 ? wish : `${wish}${i}`
    if (!Object.hasOwn(members, name)) return name
  }
}

/** The members in their order, one of them with another name; null: the name is taken or empty. */
export function renamed(members: Json, from: string, to: string): Json | null {
  if (to === '' || (to !== from && Object.hasOwn(members, to))) return null
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name === from ? to : name, value]),
  )
}

/** The words for an option of a choice: its type, or its place. */
export function optionName(option: unknown, index: number): string {
  if (!isObject(option)) return String(option)
  return typeof option.type === 'string' ? option.type : `option ${index + 1}`
}

/** How a value is typed in where it is fixed. */
export function fieldOf(name: string, value: unknown): OptionField {
  const fixed = fixedFrom(readHeld(value), isObject(value) && '$int' in value)
  const kind =
    typeof fixed === 'number' ? 'number' : typeof fixed === 'boolean' ? 'boolean' : 'text'
  return {
    ...{ name, kind, choices: [], minimum: null, maximum: null },
    ...{ isRequired: false, description: '', otherwise: undefined },
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
