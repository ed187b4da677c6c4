import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { RouterProvider as AriaRouterProvider } from 'react-aria-components'
import { signOut, useSession } from '../api/session.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { DisplayIcon, MoonIcon, SunIcon } from '../ui/icons.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { OfflineBanner } from '../ui/offline-banner.tsx'
import { Toasts } from '../ui/toast.tsx'
import css from './shell.module.css'
import { ShortcutHelp } from './shortcut-help.tsx'
import { chooseTheme, useTheme, useThemeChoice } from './theme.ts'

/** Around every page: navigation, theme, notices. */
export function Shell() {
  const router = useRouter()
  return (
    <AriaRouterProvider navigate={(to) => void router.navigate({ to } as never)}>
      <a className={css.skip} href="#main">
        Skip to content
      </a>
      <header className={css.bar}>
        <Link to="/" className={css.brand}>
          <img src="/favicon.svg" alt="" width="22" height="22" />
          Sweepd
        </Link>
        <nav className={css.links} aria-label="Main">
          <NavLink to="/" text="Studies" pages={/^\/($|studies|compare)/} />
          <NavLink to="/datasets" text="Datasets" pages={/^\/datasets/} />
          <NavLink to="/workers" text="Workers" pages={/^\/workers/} />
          <a className={css.link} href="/docs" target="_blank" rel="noreferrer">
            API<span className={css.wide}> reference</span>
          </a>
        </nav>
        <div className={css.tools}>
          <ShortcutHelp />
          <ThemeMenu />
          <SignOut />
        </div>
      </header>
      <main id="main" className={css.main} tabIndex={-1}>
        <Outlet />
      </main>
      <OfflineBanner />
      <Toasts />
    </AriaRouterProvider>
  )
}

function NavLink({ to, text, pages }: { to: string; text: string; pages: RegExp }) {
  const path = useLocation({ select: ({ pathname }) => pathname })
  return (
    <Link to={to as '/'} className={css.link} aria-current={pages.test(path) ? 'page' : undefined}>
      {text}
    </Link>
  )
}

function ThemeMenu() {
  const theme = useTheme()
  const choice = useThemeChoice()
  return (
    <Menu
      label="Theme"
      trigger={
        <IconButton label={`Theme: ${choice}`}>
          {theme === 'dark' ? <MoonIcon /> : <SunIcon />}
        </IconButton>
      }
    >
      <MenuItem onAction={() => chooseTheme('light')} textValue="Light">
        <SunIcon /> Light
      </MenuItem>
      <MenuItem onAction={() => chooseTheme('dark')} textValue="Dark">
        <MoonIcon /> Dark
      </MenuItem>
      <MenuItem onAction={() => chooseTheme('system')} textValue="As the system">
        <DisplayIcon /> As the system
      </MenuItem>
    </Menu>
  )
}

function SignOut() {
  const { key } = useSession()
  if (key === null) return null
  return (
    <Button look="quiet" onPress={signOut}>
      Sign out
    </Button>
  )
}
