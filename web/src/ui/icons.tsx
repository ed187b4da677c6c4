/** Line icons on a 16 × 16 grid. They say nothing to screen readers: the control around them has the words. */
import type { ReactNode } from 'react'

function icon(name: string, children: ReactNode) {
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each icon, when the module is loaded
  const Icon = ({ size = 16 }: { size?: number }) => (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  )
  Icon.displayName = `Icon(${name})`
  return Icon
}

export const PlusIcon = icon('plus', <path d="M8 3v10M3 8h10" />)
export const CloseIcon = icon('close', <path d="m4 4 8 8M12 4l-8 8" />)
export const CheckIcon = icon('check', <path d="m3 8.5 3.2 3.2L13 5" />)
export const SearchIcon = icon(
  'search',
  <path d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.7-1.3L14 14" />,
)
export const ChevronDownIcon = icon('chevron down', <path d="m4 6 4 4 4-4" />)
export const ChevronRightIcon = icon('chevron right', <path d="m6 4 4 4-4 4" />)
export const ChevronLeftIcon = icon('chevron left', <path d="m10 4-4 4 4 4" />)
export const ArrowUpIcon = icon('arrow up', <path d="M8 13V3M4 7l4-4 4 4" />)
export const ArrowDownIcon = icon('arrow down', <path d="M8 3v10M4 9l4 4 4-4" />)
export const MoreIcon = icon('more', <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2.2" />)
export const PauseIcon = icon('pause', <path d="M5.5 3.5v9M10.5 3.5v9" />)
export const PlayIcon = icon('play', <path d="m5 3 7.5 5L5 13V3Z" />)
export const StopIcon = icon('stop', <path d="M4 4h8v8H4z" />)
export const TrashIcon = icon(
  'trash',
  <path d="M2.5 4.5h11M6 4V2.5h4V4m2 .5-.6 9H4.6L4 4.5m2.7 2.8v3.4m2.6-3.4v3.4" />,
)
export const CopyIcon = icon('copy', <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />)
export const DownloadIcon = icon(
  'download',
  <path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11" />,
)
export const ColumnsIcon = icon('columns', <path d="M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10" />)
export const SunIcon = icon(
  'sun',
  <path d="M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1" />,
)
export const MoonIcon = icon(
  'moon',
  <path d="M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5Z" />,
)
export const DisplayIcon = icon('display', <path d="M2 3h12v8H2zM6 14h4M8 11v3" />)
export const WarningIcon = icon(
  'warning',
  <path d="M8 2.2 14.5 13.5h-13L8 2.2Zm0 4.3v3.2m0 1.9v.01" />,
)
export const EditIcon = icon('edit', <path d="m3 13 .7-3L10.5 3.2l2.3 2.3L6 12.3 3 13Z" />)
export const LinkIcon = icon(
  'link',
  <path d="M6.7 9.3a2.6 2.6 0 0 0 3.8.2l2-2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.3 6.7a2.6 2.6 0 0 0-3.8-.2l-2 2a2.6 2.6 0 0 0 3.7 3.7l.8-.8" />,
)
export const KeyboardIcon = icon(
  'keyboard',
  <path d="M1.5 4h13v8h-13zM4 6.5h.01M6.7 6.5h.01M9.3 6.5h.01M12 6.5h.01M5 9.5h6" />,
)
