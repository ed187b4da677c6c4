import { useState } from 'react'
import type { DatasetInspection } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { partsOf } from '../../../ui/comma-list.ts'
import { Select } from '../../../ui/select.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { type DatasetSpec, withRole } from './dataset-spec.ts'
import css from './upload.module.css'

type Task = 'auto' | 'classification' | 'regression'

const tasks: { id: Task; text: string }[] = [
  { id: 'auto', text: 'From the target' },
  { id: 'classification', text: 'Classification' },
  { id: 'regression', text: 'Regression' },
]

/** Name, target and task; on demand the options that say how the file is written. */
export function ReadingOptions({
  spec,
  names,
  data,
  faultAt,
  onChange,
}: {
  spec: DatasetSpec
  names: readonly string[]
  data: DatasetInspection | undefined
  faultAt: (member: string) => string | null
  onChange: (spec: DatasetSpec) => void
}) {
  const [showsMore, setShowsMore] = useState(false)
  const set = (member: string, value: unknown) => {
    const { [member]: _, ...rest } = spec
    onChange((value === undefined ? rest : { ...rest, [member]: value }) as DatasetSpec)
  }
  const target = typeof spec.target === 'string' ? spec.target : (data?.target ?? null)
  const writing = ['delimiter', 'decimal', 'missing', 'inputShape', 'header', 'encoding']
  const isMoreAtFault = writing.some((member) => faultAt(member) !== null)
  return (
    <>
      <div className={css.fields}>
        <TextField
          label="Name"
          value={spec.name}
          onChange={(name) => set('name', name)}
          error={faultAt('name')}
        />
        {names.length > 0 ? (
          <Select
            label="Target"
            choices={names.map((name) => ({ id: name, text: name }))}
            value={target}
            placeholder="Choose a column"
            onChange={(name) => onChange(withRole(spec, name, 'target'))}
            error={faultAt('target')}
          />
        ) : (
          <LateField
            label="Target"
            hint="The name of the column to predict"
            value={String(spec.target ?? '')}
            error={faultAt('target')}
            onChange={(text) => set('target', text === '' ? undefined : text)}
          />
        )}
        <Select
          label="Task"
          choices={tasks}
          value={spec.task ?? 'auto'}
          onChange={(task) => set('task', task === 'auto' ? undefined : task)}
          error={faultAt('task')}
        />
        <Button look="quiet" onPress={() => setShowsMore(!showsMore)} aria-expanded={showsMore}>
          {showsMore ? 'Fewer options' : 'How the file is written'}
        </Button>
      </div>
      {(showsMore || isMoreAtFault) && (
        <div className={css.fields}>
          <LateField
            label="Means missing"
            hint="Texts with commas between: NA, ?"
            value={(spec.missing ?? []).join(', ')}
            error={faultAt('missing')}
            onChange={(text) => set('missing', listOf(text))}
          />
          <LateField
            label="Delimiter"
            hint="A character, tab, or whitespace"
            value={String(spec.delimiter ?? '')}
            error={faultAt('delimiter')}
            onChange={(text) => set('delimiter', text === '' ? undefined : text)}
          />
          <Select
            label="Decimal mark"
            choices={[
              { id: '.', text: 'Point' },
              { id: ',', text: 'Comma' },
            ]}
            value={spec.decimal === ',' ? ',' : '.'}
            onChange={(mark) => set('decimal', mark === '.' ? undefined : mark)}
            error={faultAt('decimal')}
          />
          <LateField
            label="Input shape"
            hint="Reads the inputs as images: 28, 28, 1"
            value={((spec.inputShape as number[] | undefined) ?? []).join(', ')}
            error={faultAt('inputShape')}
            onChange={(text) => set('inputShape', listOf(text)?.map(Number))}
          />
          <Checkbox
            isSelected={spec.header !== false}
            onChange={(has) => set('header', has ? undefined : false)}
          >
            The first line has the names
          </Checkbox>
          <Checkbox
            isSelected={spec.dropMissingTarget === true}
            onChange={(drop) => set('dropMissingTarget', drop || undefined)}
          >
            Leave out rows without a target
          </Checkbox>
        </div>
      )}
    </>
  )
}

/** A text that counts once one leaves its field or presses Enter: every change reads the file again. */
function LateField({
  value,
  onChange,
  ...texts
}: {
  label: string
  hint: string
  value: string
  error: string | null
  onChange: (text: string) => void
}) {
  const [typed, setTyped] = useState(value)
  const commit = () => typed.trim() !== value && onChange(typed.trim())
  return (
    <TextField
      {...texts}
      value={typed}
      onChange={setTyped}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  )
}

function listOf(text: string): string[] | undefined {
  const parts = partsOf(text)
  return parts.length > 0 ? parts : undefined
}
