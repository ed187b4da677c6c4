import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { deleteStudies, steerStudy, verbsOf } from '../../api/steer-study.ts'
import type { Study } from '../../api/types.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import {
  EditIcon,
  MoreIcon,
  PauseIcon,
  PlayIcon,
  PlusIcon,
  StopIcon,
  TrashIcon,
} from '../../ui/icons.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import { useMedia } from '../../ui/use-media.ts'
import { VariantDialog } from '../variant/variant-dialog.tsx'
import { BudgetDialog } from './actions/budget-dialog.tsx'
import { EditDialog } from './actions/edit-dialog.tsx'

type Question = 'cancel' | 'budget' | 'edit' | 'variant'

/** What one can do with a study, at the right of its name. */
export function StudyActions({ study }: { study: Study }) {
  const [question, ask] = useState<Question | null>(null)
  const navigate = useNavigate()
  const { id, state } = study
  const verbs = verbsOf[state] ?? []
  const canCancel = verbs.includes('cancel')
  // one line of buttons has no room for all
  const isNarrow = useMedia('(max-width: 30rem)')
  const close = () => ask(null)
  const remove = async () => {
    await deleteStudies([study])
    await navigate({ to: '/' })
  }
  return (
    <>
      {verbs.includes('pause') && (
        <Button onPress={() => void steerStudy(id, 'pause')}>
          <PauseIcon /> Pause
        </Button>
      )}
      {verbs.includes('resume') && (
        <Button look="primary" onPress={() => void steerStudy(id, 'resume')}>
          <PlayIcon /> Resume
        </Button>
      )}
      {canCancel && !isNarrow && (
        <Button onPress={() => ask('cancel')}>
          <StopIcon /> Cancel
        </Button>
      )}
      {state !== 'cancelled' && (
        <Button onPress={() => ask('variant')}>
          <PlusIcon /> Try a variant
        </Button>
      )}
      <Menu
        label="More actions"
        trigger={
          <IconButton label="More actions" look="secondary">
            <MoreIcon />
          </IconButton>
        }
      >
        <MenuItem textValue="Change budget" onAction={() => ask('budget')}>
          <PlusIcon /> Change budget and parallelism
        </MenuItem>
        <MenuItem textValue="Edit name" onAction={() => ask('edit')}>
          <EditIcon /> Edit name, tags and note
        </MenuItem>
        <MenuSeparator />
        {canCancel && isNarrow && (
          <MenuItem textValue="Cancel" onAction={() => ask('cancel')}>
            <StopIcon /> Cancel
          </MenuItem>
        )}
        <MenuItem isDanger textValue="Delete" onAction={() => void remove()}>
          <TrashIcon /> Delete
        </MenuItem>
      </Menu>
      <Dialog
        title="Cancel this study?"
        isOpen={question === 'cancel'}
        onClose={close}
        actions={
          <>
            <Button onPress={close}>Keep it running</Button>
            <Button
              look="danger"
              onPress={() => {
                close()
                void steerStudy(id, 'cancel')
              }}
            >
              Cancel the study
            </Button>
          </>
        }
      >
        <p>
          Its running trials end now, and it cannot be resumed. What has been trained stays:
          results, curves and models.
        </p>
      </Dialog>
      {question === 'budget' && <BudgetDialog study={study} onClose={close} />}
      {question === 'edit' && <EditDialog study={study} onClose={close} />}
      {question === 'variant' && (
        <VariantDialog study={study} of={study.best?.number ?? 0} onClose={close} />
      )}
    </>
  )
}
