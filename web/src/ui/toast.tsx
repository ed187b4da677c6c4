import {
  Button as AriaButton,
  UNSTABLE_Toast as AriaToast,
  Text,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components'
import { Button } from './button.tsx'
import { CloseIcon } from './icons.tsx'
import css from './toast.module.css'

interface ToastText {
  text: string
  detail?: string
  isBad?: boolean
  action?: { text: string; onPress: () => void }
  onClose?: () => void
}

const queue = new ToastQueue<ToastText>({ maxVisibleToasts: 3 })
const shownMs = 8_000

/**
 * Tells what has happened, with one thing to do about it, such as Undo. Goes after eight seconds, unless it is an
 * error, the pointer is on it or it has the focus.
 *
 * @param onClose  called when it goes, but not after its action
 * @returns        a function that closes it
 */
export function showToast({ action, onClose, ...toast }: ToastText): () => void {
  let isActedOn = false
  const key = queue.add(
    {
      ...toast,
      action: action && {
        text: action.text,
        onPress: () => {
          isActedOn = true
          queue.close(key)
          action.onPress()
        },
      },
    },
    {
      ...(toast.isBad ? {} : { timeout: shownMs }),
      onClose: () => {
        if (!isActedOn) onClose?.()
      },
    },
  )
  return () => queue.close(key)
}

/** Tells that something was refused or failed. */
export function showError(text: string, error: unknown): void {
  showToast({ text, detail: error instanceof Error ? error.message : String(error), isBad: true })
}

export function Toasts() {
  return (
    <ToastRegion queue={queue} className={css.region} aria-label="Notices">
      {({ toast }) => {
        const { text, detail, isBad, action } = toast.content
        return (
          <AriaToast toast={toast} className={css.toast}>
            <ToastContent className={css.content}>
              <Text slot="title" className={isBad ? css.bad : css.title}>
                {text}
              </Text>
              {detail !== undefined && (
                <Text slot="description" className={css.detail}>
                  {detail}
                </Text>
              )}
            </ToastContent>
            {action && (
              <Button size="sm" onPress={action.onPress}>
                {action.text}
              </Button>
            )}
            <AriaButton slot="close" className={css.close} aria-label="Dismiss">
              <CloseIcon />
            </AriaButton>
          </AriaToast>
        )
      }}
    </ToastRegion>
  )
}
