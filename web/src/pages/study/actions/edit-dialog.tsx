import { useState } from 'react'
import type { Study } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { partsOf } from '../../../ui/comma-list.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { usePatchStudy } from './change-study.ts'
import { faultAt, otherFault } from './faults.ts'
import css from './form.module.css'

const pointers = ['/name', '/tags', '/note']

export function EditDialog({ study, onClose }: { study: Study; onClose: () => void }) {
  const [name, setName] = useState(study.name)
  const [tags, setTags] = useState(study.tags.join(', '))
  const [note, setNote] = useState(study.note ?? '')
  const { mutate, isPending, error } = usePatchStudy(study.id, onClose)
  const save = () =>
    mutate({
      name,
      tags: [...new Set(partsOf(tags))],
      note: note === '' ? null : note,
    })
  return (
    <Dialog
      title="Name, tags and note"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button look="primary" isPending={isPending} onPress={save}>
            Save
          </Button>
        </>
      }
    >
      <div className={css.form}>
        <TextField label="Name" value={name} onChange={setName} error={faultAt(error, '/name')} />
        <TextField
          label="Tags"
          value={tags}
          onChange={setTags}
          hint="separated by commas"
          error={faultAt(error, '/tags')}
        />
        <TextField
          label="Note"
          rows={5}
          value={note}
          onChange={setNote}
          error={faultAt(error, '/note')}
        />
        {otherFault(error, pointers) !== null && (
          <p className={css.error} role="alert">
            {otherFault(error, pointers)}
          </p>
        )}
      </div>
    </Dialog>
  )
}
