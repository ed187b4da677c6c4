import { deleteStudies, type StudyVerb, steerStudy, verbsOf } from '../../api/steer-study.ts'
import type { Study } from '../../api/types.ts'
import { IconButton } from '../../ui/button.tsx'
import { MoreIcon, PauseIcon, PlayIcon, StopIcon, TrashIcon } from '../../ui/icons.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx'

const words: Record<StudyVerb, { text: string; Icon: typeof PauseIcon }> = {
  pause: { text: 'Pause', Icon: PauseIcon },
  resume: { text: 'Resume', Icon: PlayIcon },
  cancel: { text: 'Cancel', Icon: StopIcon },
}

/** What one can do with a study of the list. */
export function StudyMenu({ study }: { study: Study }) {
  const verbs = verbsOf[study.state] ?? []
  return (
    <Menu
      label={`Actions of ${study.name}`}
      trigger={
        <IconButton label={`Actions of ${study.name}`} size="sm">
          <MoreIcon />
        </IconButton>
      }
    >
      {verbs.map((verb) => {
        const { text, Icon } = words[verb]
        return (
          <MenuItem key={verb} textValue={text} onAction={() => void steerStudy(study.id, verb)}>
            <Icon /> {text}
          </MenuItem>
        )
      })}
      {verbs.length > 0 && <MenuSeparator />}
      <MenuItem isDanger textValue="Delete" onAction={() => void deleteStudies([study])}>
        <TrashIcon /> Delete
      </MenuItem>
    </Menu>
  )
}
