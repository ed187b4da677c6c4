import type { ColumnSummary } from '../../../api/types.ts'
import { Select } from '../../../ui/select.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { type DatasetSpec, type Role, roleOf, withRole } from './dataset-spec.ts'
import css from './upload.module.css'

const mostOrdered = 20

/** What a column is for. Ordered categories get a field for their order, from the lowest. */
export function RoleField({
  column,
  spec,
  target,
  onChange,
}: {
  column: ColumnSummary
  spec: DatasetSpec
  target: string
  onChange: (spec: DatasetSpec) => void
}) {
  const { name, role: present, type, levels = [], distinct } = column
  const isLeftOut = present === 'ignored' && column.reason !== undefined
  const chosen = roleOf(spec, name)
  const role: Role = name === target ? 'target' : isLeftOut ? 'ignore' : chosen
  const canBeOrdered = role === 'ordered' || (levels.length > 1 && distinct <= mostOrdered)
  const choices: { id: Role; text: string }[] = [
    { id: 'auto', text: `Input (${present === 'input' ? kindOf(column) : 'as its values say'})` },
    { id: 'categorical', text: 'Input, as categories' },
    ...(canBeOrdered ? [{ id: 'ordered' as const, text: 'Input, ordered categories' }] : []),
    { id: 'target', text: 'Target' },
    ...(type === 'number' || role === 'weight'
      ? [{ id: 'weight' as const, text: 'Row weight' }]
      : []),
    { id: 'ignore', text: 'Leave out' },
  ]
  const order = column.order ?? levels.map(({ value }) => value)
  return (
    <div className={css.role}>
      <Select
        label={`Role of ${name}`}
        hidesLabel
        size="sm"
        choices={choices}
        value={role}
        isDisabled={role === 'target'}
        onChange={(next) =>
          onChange(withRole(spec, name, next, { order: order.toSorted(), isLeftOut }))
        }
      />
      {role === 'ordered' && (
        <TextField
          label={`Order of ${name}, from the lowest, one text a line`}
          hidesLabel
          rows={Math.min(6, (spec.ordered?.[name] ?? []).length + 1)}
          defaultValue={(spec.ordered?.[name] ?? []).join('\n')}
          hint="From the lowest, one text a line"
          onBlur={(event) => {
            const texts = event.target.value.split('\n')
            const given = texts.map((text) => text.trim()).filter((text) => text !== '')
            onChange(withRole(spec, name, 'ordered', { order: given }))
          }}
        />
      )}
    </div>
  )
}

function kindOf({ encoding }: ColumnSummary): string {
  if (encoding === 'datetime') return 'date'
  return encoding === 'categorical' ? 'category' : 'number'
}
