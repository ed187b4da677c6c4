import type { Path } from '../../../api/pointer.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { PlusIcon, TrashIcon } from '../../../ui/icons.tsx'
import { Menu, MenuItem } from '../../../ui/menu.tsx'
import { valueAtPath } from '../document/json-document.ts'
import type { Definition } from '../queries.ts'
import css from './form.module.css'
import { choiceOf, withOption, withoutOption } from './optimizer-choice.ts'
import { typeOf } from './schema-fields.ts'
import { faultAt, useStudyDocument } from './study-document.ts'
import { TypedFields } from './typed-fields.tsx'

/** One optimizer, or several that the search chooses from. */
export function OptimizerField({
  path,
  definitions,
  otherwise,
}: {
  path: Path
  definitions: readonly Definition[]
  otherwise: string
}) {
  const { value: study, set, faults } = useStudyDocument()
  const value = valueAtPath(study, path)
  const options = choiceOf(value)
  // what only the JSON shows cannot become an option
  const isOne = value === undefined || typeOf(value) !== null
  const used = (options ?? [value ?? otherwise]).map(typeOf)
  const others = definitions.filter(({ type }) => !used.includes(type))
  const besides = ['$choice', 'weights', 'default', 'name'].map((name) =>
    faultAt(faults, [...path, name], name !== '$choice'),
  )
  const faultsOfChoice = [faultAt(faults, path, false), ...besides].filter((text) => text !== null)
  return (
    <>
      {options === null ? (
        <TypedFields
          label="Optimizer"
          path={path}
          definitions={definitions}
          otherwise={otherwise}
          allowsHoles
        />
      ) : (
        <ol className={css.layerList} aria-label="Optimizers to choose from">
          {options.map((option, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what an option is known by
            <li key={index} className={css.layer}>
              <div className={css.layerHead}>
                <span className={css.layerName}>
                  {index + 1}. {typeOf(option)}
                </span>
                <IconButton
                  label={`Remove optimizer ${index + 1}`}
                  size="sm"
                  onPress={() => set(path, withoutOption(value, index))}
                >
                  <TrashIcon size={12} />
                </IconButton>
              </div>
              <TypedFields
                label={`Optimizer ${index + 1}`}
                path={[...path, '$choice', index]}
                definitions={definitions}
                allowsHoles
              />
            </li>
          ))}
        </ol>
      )}
      {options !== null && faultsOfChoice.length > 0 && (
        <p className={css.error}>{faultsOfChoice.join('; ')}</p>
      )}
      {(options !== null || isOne) && others.length > 0 && (
        <div>
          <Menu
            label="Optimizers"
            trigger={
              <Button size="sm">
                <PlusIcon size={12} /> Another optimizer to choose from
              </Button>
            }
          >
            {others.map(({ type, description }) => (
              <MenuItem
                key={type}
                textValue={type}
                onAction={() => set(path, withOption(value, type, otherwise))}
                aria-label={`${type}: ${description}`}
              >
                {type}
              </MenuItem>
            ))}
          </Menu>
        </div>
      )}
    </>
  )
}
