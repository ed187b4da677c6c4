import { useRef } from 'react'
import type { Study } from '../../api/types.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { Select } from '../../ui/select.tsx'
import { SearchField } from '../../ui/text-field.tsx'
import css from './studies.module.css'
import { type StudiesView, stateChoices } from './view.ts'

export function StudyFilters({
  view,
  onChange,
  studies,
}: {
  view: StudiesView
  onChange: (change: Partial<StudiesView>) => void
  studies: readonly Study[]
}) {
  const search = useRef<HTMLInputElement>(null)
  useShortcut('/', 'Search studies', () => search.current?.focus())
  const tags = new Set(studies.flatMap((study) => study.tags))
  if (view.tag !== '') tags.add(view.tag)
  const tagChoices = [...tags].toSorted().map((tag) => ({ id: tag, text: tag }))
  return (
    <div className={css.filters}>
      <div className={css.search}>
        <SearchField
          label="Search by name or tag"
          value={view.q}
          onChange={(q) => onChange({ q })}
          ref={search}
        />
      </div>
      <Select
        label="State"
        hidesLabel
        choices={stateChoices}
        value={view.state}
        onChange={(state) => onChange({ state })}
      />
      {tagChoices.length > 0 && (
        <Select
          label="Tag"
          hidesLabel
          choices={[{ id: '', text: 'All tags' }, ...tagChoices]}
          value={view.tag}
          onChange={(tag) => onChange({ tag })}
        />
      )}
    </div>
  )
}
