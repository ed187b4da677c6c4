import { type ReactNode, useEffect, useRef } from 'react'
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components'
import css from './tabs.module.css'

export interface TabItem {
  id: string
  title: string
}

/** Tabs whose content is drawn by `children`, for the chosen one alone. */
export function Tabs({
  label,
  tabs,
  selected,
  onSelect,
  children,
}: {
  label: string
  tabs: readonly TabItem[]
  selected: string
  onSelect: (id: string) => void
  children: ReactNode
}) {
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is selected
  useEffect(() => {
    // the list has its tabs after the first paint
    const frame = requestAnimationFrame(() => showSelected(list.current))
    return () => cancelAnimationFrame(frame)
  }, [selected])
  return (
    <AriaTabs selectedKey={selected} onSelectionChange={(key) => onSelect(String(key))}>
      <TabList ref={list} aria-label={label} className={css.list} items={tabs}>
        {({ id, title }) => (
          <Tab id={id} className={css.tab}>
            {title}
          </Tab>
        )}
      </TabList>
      <TabPanel key={selected} id={selected} className={css.panel}>
        {children}
      </TabPanel>
    </AriaTabs>
  )
}

/** On narrow screens the list scrolls. Not scrollIntoView, which would move the page too. */
function showSelected(list: HTMLElement | null): void {
  const tab = list?.querySelector<HTMLElement>('[data-selected]')
  if (!list || !tab) return
  list.scrollLeft = tab.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2
}
