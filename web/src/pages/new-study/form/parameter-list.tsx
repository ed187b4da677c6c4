import type { Path } from '../../../api/pointer.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { CloseIcon, PlusIcon } from '../../../ui/icons.tsx'
import { Menu, MenuItem } from '../../../ui/menu.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import type { Json } from '../document/json-document.ts'
import css from './form.module.css'
import { fieldOf, freeName, newValues, optionName, renamed, shownAs } from './parameters.ts'
import { faultAt, useStudyDocument } from './study-document.ts'
import { ValueField } from './value-field.tsx'

/** The members of an object of the space, each with its name. `type` names an option, and stands in its heading. */
export function ParameterList({
  path,
  members,
  label,
}: {
  path: Path
  members: Json
  label: string
}) {
  const { faults, set } = useStudyDocument()
  const fault = faultAt(faults, path, false)
  return (
    <div className={css.layers}>
      {Object.entries(members)
        .filter(([name]) => name !== 'type')
        .map(([name, value]) => (
          <Member key={name} {...{ path, members, name, value }} />
        ))}
      {fault !== null && <p className={css.error}>{fault}</p>}
      <div>
        <Menu
          label="Kinds of parameters"
          trigger={
            <Button size="sm" aria-label={`Parameter: add to ${label}`}>
              <PlusIcon size={12} /> Parameter
            </Button>
          }
        >
          {Object.entries(newValues).map(([words, value]) => (
            <MenuItem key={words} onAction={() => set([...path, freeName(members)], value)}>
              {words}
            </MenuItem>
          ))}
        </Menu>
      </div>
    </div>
  )
}

function Member({
  path,
  members,
  name,
  value,
}: {
  path: Path
  members: Json
  name: string
  value: unknown
}) {
  const { set } = useStudyDocument()
  const at = [...path, name]
  const shown = shownAs(value)
  const nameField = (
    <TextField
      key={name}
      label={`Name of ${name}`}
      defaultValue={name}
      onBlur={({ target }) => {
        const next = renamed(members, name, target.value.trim())
        if (next === null) target.value = name
        else if (target.value.trim() !== name) set(path, next)
      }}
    />
  )
  if (shown.kind === 'value') {
    return (
      <div className={css.grid}>
        {nameField}
        <ValueField path={at} field={fieldOf(name, value)} label={name} allowsHoles canBeRemoved />
      </div>
    )
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border of its own
    <div className={css.layer} role="group" aria-label={name}>
      <div className={css.layerHead}>
        {nameField}
        <IconButton label={`Remove ${name}`} size="sm" onPress={() => set(at, undefined)}>
          <CloseIcon />
        </IconButton>
      </div>
      {shown.kind === 'members' ? (
        <div className={css.inner}>
          <ParameterList path={at} members={shown.members} label={name} />
        </div>
      ) : (
        <OptionList path={at} options={shown.options} label={name} />
      )}
    </div>
  )
}

/** The options of a choice, each with parameters that only trials with this option have. */
function OptionList({
  path,
  options,
  label,
}: {
  path: Path
  options: readonly unknown[]
  label: string
}) {
  const { set, insert } = useStudyDocument()
  const at = [...path, '$choice']
  return (
    <>
      {options.map((option, index) => {
        const name = optionName(option, index)
        const isNamed = typeof option !== 'object' || option === null
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: options are in their order
          <div key={index} className={css.inner}>
            <div className={css.layerHead}>
              <TextField
                key={name}
                label={`Option ${index + 1} of ${label}`}
                defaultValue={name}
                onBlur={({ target }) => {
                  const next = target.value.trim()
                  if (next !== '' && next !== name) {
                    set([...at, index, ...(isNamed ? [] : ['type'])], next)
                  }
                }}
              />
              {options.length > 1 && (
                <IconButton
                  label={`Remove option ${name} of ${label}`}
                  size="sm"
                  onPress={() => set([...at, index], undefined)}
                >
                  <CloseIcon />
                </IconButton>
              )}
            </div>
            {!isNamed && (
              <ParameterList
                path={[...at, index]}
                members={option as Json}
                label={`${label} ${name}`}
              />
            )}
          </div>
        )
      })}
      <div>
        <Button
          size="sm"
          aria-label={`Add an option of ${label}`}
          onPress={() => insert(at, options.length, { type: `option${options.length + 1}` })}
        >
          <PlusIcon size={12} /> Option
        </Button>
      </div>
    </>
  )
}
