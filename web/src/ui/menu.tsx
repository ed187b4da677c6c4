import type { ReactNode } from 'react'
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  type MenuItemProps,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components'
import { classes } from './classes.ts'
import css from './select.module.css'

/**
 *     <Menu label="Actions" trigger={<IconButton label="More"><MoreIcon /></IconButton>}>
 *       <MenuItem onAction={…}>Rename</MenuItem>
 *     </Menu>
 */
export function Menu({
  trigger,
  label,
  children,
}: {
  trigger: ReactNode
  label: string
  children: ReactNode
}) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={css.popover} offset={4}>
        <AriaMenu aria-label={label} className={css.list}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

export function MenuItem({
  isDanger = false,
  ...props
}: Omit<MenuItemProps, 'className' | 'style'> & { isDanger?: boolean }) {
  return <AriaMenuItem {...props} className={classes(css.item, isDanger && css.danger)} />
}

export function MenuSeparator() {
  return <Separator className={css.separator} />
}
