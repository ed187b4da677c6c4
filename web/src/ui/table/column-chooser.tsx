import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import buttonCss from '../button.module.css'
import { Button } from '../button.tsx'
import { Checkbox } from '../checkbox.tsx'
import { classes } from '../classes.ts'
import { ColumnsIcon } from '../icons.tsx'
import { shownColumns, type TableColumn } from './columns.ts'
import css from './table.module.css'

/** Which columns are shown. Null: those that are by default. */
export function ColumnChooser<Row>({
  columns,
  chosen,
  onChoose,
}: {
  columns: readonly TableColumn<Row>[]
  chosen: readonly string[] | null
  onChoose: (ids: string[] | null) => void
}) {
  const shown = new Set(shownColumns(columns, chosen).map(({ id }) => id))
  const toggle = (id: string, isShown: boolean) => {
    const next = columns.filter((one) => (one.id === id ? isShown : shown.has(one.id)))
    // a table without columns would leave nothing to undo it with
    if (next.length > 0) onChoose(next.map((one) => one.id))
  }
  return (
    <DialogTrigger>
      <AriaButton className={classes(buttonCss.button, buttonCss.quiet, buttonCss.sm)}>
        <ColumnsIcon /> Columns
      </AriaButton>
      <Popover className={css.popover} placement="bottom end">
        <Dialog aria-label="Columns" className={css.chooser}>
          <div className={css.choices}>
            {columns
              .filter(({ hidesTitle }) => !hidesTitle)
              .map(({ id, title }) => (
                <Checkbox
                  key={id}
                  isSelected={shown.has(id)}
                  onChange={(isShown) => toggle(id, isShown)}
                >
                  {title}
                </Checkbox>
              ))}
          </div>
          <Button size="sm" isDisabled={chosen === null} onPress={() => onChoose(null)}>
            As at first
          </Button>
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
