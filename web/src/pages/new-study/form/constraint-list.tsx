import { Button, IconButton } from '../../../ui/button.tsx'
import { CloseIcon, PlusIcon } from '../../../ui/icons.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { clausesOf, placeOfNew, removedWith } from './constraints.ts'
import css from './form.module.css'
import { faultAt, useStudyDocument } from './study-document.ts'

/** What every trial must satisfy, a clause a line. */
export function ConstraintList() {
  const { value: study, faults, set, insert } = useStudyDocument()
  const clauses = clausesOf(study)
  const fault =
    faultAt(faults, ['constraints'], false) ?? faultAt(faults, ['space', 'constraints'], false)
  const add = () => {
    const { place, length } = placeOfNew(study)
    if (length === 0) set(place, [''])
    else insert(place, length, '')
  }
  return (
    <>
      {clauses.map((clause, index) => (
        <div key={clause.path.join()} className={css.value}>
          <div className={css.valueField}>
            <TextField
              label={`Constraint ${index + 1}`}
              value={clause.text}
              placeholder="batchSize <= 64 or optimizer[adam].learningRate < 0.01"
              onChange={(text) => set(clause.path, text)}
              error={faultAt(faults, clause.path)}
            />
          </div>
          <div className={css.valueTools}>
            <IconButton
              label={`Remove constraint ${index + 1}`}
              size="sm"
              onPress={() => set(removedWith(study, clause), undefined)}
            >
              <CloseIcon />
            </IconButton>
          </div>
        </div>
      ))}
      {fault !== null && <p className={css.error}>{fault}</p>}
      <div>
        <Button size="sm" onPress={add}>
          <PlusIcon size={12} /> Constraint
        </Button>
      </div>
    </>
  )
}
