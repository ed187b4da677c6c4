import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { IconButton } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { KeyboardIcon } from '../ui/icons.tsx'
import css from './shortcut-help.module.css'
import { useShortcut, useShortcutList } from './shortcuts.ts'

/** The shortcuts that work everywhere, and the list of all that work here. */
export function ShortcutHelp() {
  const [isOpen, setOpen] = useState(false)
  const navigate = useNavigate()
  useShortcut('g s', 'Go to the studies', () => void navigate({ to: '/' }))
  useShortcut('g d', 'Go to the datasets', () => void navigate({ to: '/datasets' }))
  useShortcut('g w', 'Go to the workers', () => void navigate({ to: '/workers' }))
  useShortcut('g n', 'Start a new study', () => void navigate({ to: '/studies/new' }))
  useShortcut('?', 'Show the shortcuts', () => setOpen(true))
  const shortcuts = useShortcutList()
  return (
    <>
      <span className={css.button}>
        <IconButton label="Keyboard shortcuts" onPress={() => setOpen(true)}>
          <KeyboardIcon />
        </IconButton>
      </span>
      <Dialog title="Keyboard shortcuts" isOpen={isOpen} onClose={() => setOpen(false)}>
        <dl className={css.list}>
          {shortcuts.map(({ keys, text }) => (
            <div key={keys} className={css.line}>
              <dt>{text}</dt>
              <dd>
                {keys.split(' ').map((key) => (
                  <kbd key={key} className={css.key}>
                    {key}
                  </kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </>
  )
}
