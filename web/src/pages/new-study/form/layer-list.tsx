import { type Path, toPointer } from '../../../api/pointer.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { ArrowDownIcon, ArrowUpIcon, PlusIcon, TrashIcon } from '../../../ui/icons.tsx'
import { Menu, MenuItem } from '../../../ui/menu.tsx'
import { type Json, valueAtPath } from '../document/json-document.ts'
import type { Definition } from '../queries.ts'
import css from './form.module.css'
import { firstLayer, layerKind, repeated, unrepeated } from './layers.ts'
import { faultAt, useStudyDocument } from './study-document.ts'
import { TypedFields } from './typed-fields.tsx'
import { ValueField } from './value-field.tsx'

const times = {
  name: 'times',
  kind: 'integer' as const,
  choices: [],
  minimum: 0,
  maximum: null,
  isRequired: true,
  otherwise: undefined,
  description: 'how often',
}

/** Layers in their order; a repeat shows its layers inside. */
export function LayerList({
  path,
  definitions,
  label = 'Layers',
}: {
  path: Path
  definitions: readonly Definition[]
  label?: string
}) {
  const { value: study, insert, set } = useStudyDocument()
  const value = valueAtPath(study, path)
  const layers = Array.isArray(value) ? (value as unknown[]) : []
  const add = (type: string) => {
    const layer = firstLayer(type, definitions)
    // before the output, which comes last
    const isOutput = (layers.at(-1) as Json | undefined)?.units === 'outputs'
    if (Array.isArray(value)) insert(path, isOutput ? layers.length - 1 : layers.length, layer)
    else set(path, [layer])
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border of its own
    <div className={css.layers} role="group" aria-label={label}>
      <ol className={css.layerList}>
        {layers.map((layer, index) => (
          <LayerItem
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a layer is known by
            key={index}
            layers={layers}
            layer={layer}
            index={index}
            path={path}
            definitions={definitions}
          />
        ))}
      </ol>
      <div>
        <Menu
          label="Kinds of layers"
          trigger={
            <Button size="sm" aria-label={`Layer: add to ${label}`}>
              <PlusIcon size={12} /> Layer
            </Button>
          }
        >
          {definitions.map(({ type, description }) => (
            <MenuItem
              key={type}
              textValue={type}
              onAction={() => add(type)}
              aria-label={`${type}: ${description}`}
            >
              {type}
            </MenuItem>
          ))}
        </Menu>
      </div>
    </div>
  )
}

function LayerItem({
  layers,
  layer,
  index,
  path,
  definitions,
}: {
  layers: readonly unknown[]
  layer: unknown
  index: number
  path: Path
  definitions: readonly Definition[]
}) {
  const { faults, set, jump } = useStudyDocument()
  const at = [...path, index]
  const kind = layerKind(layer)
  const name =
    kind === 'layer' ? String((layer as Json).type) : kind === 'repeat' ? 'Repeat' : 'Layer'
  const title = `${index + 1}. ${name}`
  const swap = (other: number) => {
    const moved = [...layers]
    ;[moved[index], moved[other]] = [moved[other], moved[index]]
    set(path, moved)
  }
  return (
    <li className={css.layer}>
      <div className={css.layerHead}>
        <span className={css.layerName}>{title}</span>
        <span className={css.layerTools}>
          {kind === 'layer' && (
            <Button
              size="sm"
              look="quiet"
              onPress={() => set(at, repeated(layer))}
              aria-label={`Repeat ${title}`}
            >
              Repeat
            </Button>
          )}
          {kind === 'repeat' && unrepeated(layer) !== undefined && (
            <Button
              size="sm"
              look="quiet"
              onPress={() => set(at, unrepeated(layer))}
              aria-label={`Only once ${title}`}
            >
              Only once
            </Button>
          )}
          <IconButton
            label={`Move ${title} up`}
            size="sm"
            isDisabled={index === 0}
            onPress={() => swap(index - 1)}
          >
            <ArrowUpIcon size={12} />
          </IconButton>
          <IconButton
            label={`Move ${title} down`}
            size="sm"
            isDisabled={index === layers.length - 1}
            onPress={() => swap(index + 1)}
          >
            <ArrowDownIcon size={12} />
          </IconButton>
          <IconButton label={`Remove ${title}`} size="sm" onPress={() => set(at, undefined)}>
            <TrashIcon size={12} />
          </IconButton>
        </span>
      </div>
      {kind === 'layer' && (
        <>
          <TypedFields
            label={title}
            path={at}
            definitions={definitions}
            allowsHoles
            hidesType
            skips={['layers']}
          />
          {Array.isArray((layer as Json).layers) && (
            <LayerList
              path={[...at, 'layers']}
              definitions={definitions}
              label={`Layers of ${title}`}
            />
          )}
        </>
      )}
      {kind === 'repeat' && (
        <Repeat path={[...at, '$repeat']} title={title} definitions={definitions} />
      )}
      {kind === 'other' && (
        <Button size="sm" look="quiet" onPress={() => jump(toPointer(at))}>
          set in the JSON
        </Button>
      )}
      <FaultText text={faultAt(faults, at, false)} />
    </li>
  )
}

function Repeat({
  path,
  title,
  definitions,
}: {
  path: Path
  title: string
  definitions: readonly Definition[]
}) {
  const { value: study } = useStudyDocument()
  const repeat = valueAtPath(study, path) as Json
  const layer = repeat.layer as Json | undefined
  return (
    <>
      <ValueField path={[...path, 'times']} field={times} label="Times" allowsHoles />
      {layer !== undefined && (
        <div className={css.inner}>
          <span className={css.layerName}>{String(layer.type)}</span>
          <TypedFields
            label={`${title}, ${String(layer.type)}`}
            path={[...path, 'layer']}
            definitions={definitions}
            allowsHoles
            hidesType
            skips={['layers']}
          />
        </div>
      )}
      {Array.isArray(repeat.layers) && (
        <LayerList
          path={[...path, 'layers']}
          definitions={definitions}
          label={`Layers of ${title}`}
        />
      )}
    </>
  )
}

function FaultText({ text }: { text: string | null }) {
  return text === null ? null : <p className={css.error}>{text}</p>
}
