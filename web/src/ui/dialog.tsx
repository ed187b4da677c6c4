import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { IconButton } from './button.tsx'
import { classes } from './classes.ts'
import css from './dialog.module.css'
import { CloseIcon } from './icons.tsx'

/** A question or a form in front of the page; Escape and a press outside close it. */
export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  actions,
  size = 'md',
}: {
  title: string
  isOpen: boolean
  onClose: () => void
  children: ReactNode
  actions?: ReactNode
  size?: 'md' | 'lg'
}) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={css.overlay}
    >
      <Modal className={classes(css.modal, css[size])}>
        <AriaDialog className={css.dialog}>
          <header className={css.head}>
            <Heading slot="title" className={css.title}>
              {title}
            </Heading>
            <IconButton label="Close" onPress={onClose}>
              <CloseIcon />
            </IconButton>
          </header>
          <div className={css.body}>{children}</div>
          {actions !== undefined && <footer className={css.actions}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
