import { type Path, toPointer } from '../../../api/pointer.ts'
import { Button } from '../../../ui/button.tsx'
import { PlusIcon } from '../../../ui/icons.tsx'
import { Menu, MenuItem } from '../../../ui/menu.tsx'
import { Select } from '../../../ui/select.tsx'
import { type Json, valueAtPath } from '../document/json-document.ts'
import type { Schema } from '../document/schema.ts'
import type { Definition } from '../queries.ts'
import css from './form.module.css'
import { optionFields, typeOf } from './schema-fields.ts'
import { faultAt, useStudyDocument } from './study-document.ts'
import { ValueField, wordsOf } from './value-field.tsx'

/** What is written as an object with a `type`, or as the type alone: its type, the options it has, and more to add. */
export function TypedFields({
  label,
  path,
  definitions,
  allowsHoles = false,
  otherwise,
  hidesType = false,
  skips = [],
}: {
  label: string
  path: Path
  definitions: readonly Definition[]
  allowsHoles?: boolean
  /** The type that applies where none is given. */
  otherwise?: string
  hidesType?: boolean
  /** Options that are shown elsewhere. */
  skips?: readonly string[]
}) {
  const { value: study, faults, set, jump } = useStudyDocument()
  const value = valueAtPath(study, path)
  const type = typeOf(value) ?? (value === undefined ? (otherwise ?? null) : null)
  if (type === null && value !== undefined) {
    return (
      <div className={css.inJson}>
        <span className={css.inJsonLabel}>{label}</span>
        <Button size="sm" look="quiet" onPress={() => jump(toPointer(path))}>
          searched or set in the JSON
        </Button>
      </div>
    )
  }
  const definition = definitions.find((one) => one.type === type)
  const fields = optionFields((definition?.schema ?? {}) as Schema).filter(
    ({ name }) => !skips.includes(name),
  )
  const given = typeof value === 'object' && value !== null ? (value as Json) : {}
  const shown = fields.filter(({ name, isRequired }) => isRequired || given[name] !== undefined)
  const more = fields.filter((field) => !shown.includes(field) && field.kind !== 'other')
  /** A type written alone becomes an object once it has options. */
  const add = (name: string, option: unknown) => {
    if (typeof value === 'object' && value !== null) set([...path, name], option)
    else set(path, { type, [name]: option })
  }
  return (
    <div className={css.typed}>
      {!hidesType && (
        <Select
          label={label}
          choices={definitions.map((one) => ({
            id: one.type,
            text: one.type,
            hint: one.description,
          }))}
          value={type}
          onChange={(next) => set(path, { type: next, ...keptOptions(given, next, definitions) })}
          error={faultAt(faults, path, false) ?? faultAt(faults, [...path, 'type'])}
        />
      )}
      {shown.map((field) => (
        <ValueField
          key={field.name}
          path={[...path, field.name]}
          field={field}
          allowsHoles={allowsHoles}
          canBeRemoved={!field.isRequired}
        />
      ))}
      {more.length > 0 && (
        <div className={css.add}>
          <Menu
            label={`Options of ${label}`}
            trigger={
              <Button size="sm" look="quiet" aria-label={`Add an option of ${label}`}>
                <PlusIcon size={12} /> Option
              </Button>
            }
          >
            {more.map((field) => (
              <MenuItem
                key={field.name}
                textValue={field.name}
                onAction={() => add(field.name, firstValue(field))}
              >
                {wordsOf(field.name)}
              </MenuItem>
            ))}
          </Menu>
        </div>
      )}
    </div>
  )
}

/** Options that the new type has too: a learning rate stays when the optimizer changes. */
function keptOptions(given: Json, type: string, definitions: readonly Definition[]): Json {
  const schema = definitions.find((one) => one.type === type)?.schema as Schema | undefined
  const names = Object.keys(schema?.properties ?? {}).filter((name) => name !== 'type')
  return Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)))
}

function firstValue(field: ReturnType<typeof optionFields>[number]): unknown {
  if (field.otherwise !== undefined && field.otherwise !== null) return field.otherwise
  if (field.kind === 'boolean') return true
  if (field.kind === 'choice') return field.choices[0]
  if (field.kind === 'text') return ''
  const least = field.minimum ?? 0
  return field.kind === 'integer' ? Math.max(1, least) : Math.max(0.1, least)
}
