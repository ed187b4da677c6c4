import { useInfiniteQuery } from '@tanstack/react-query'
import { studiesQuery } from '../../api/queries.ts'
import { Select } from '../../ui/select.tsx'

/** Chooses one of the newest studies that are not compared yet. */
export function AddStudy({
  known,
  onAdd,
}: {
  known: readonly string[]
  onAdd: (id: string) => void
}) {
  const { data } = useInfiniteQuery(studiesQuery())
  const studies = (data?.pages ?? []).flatMap(({ items }) => items)
  const choices = studies
    .filter(({ id }) => !known.includes(id))
    .map(({ id, name, state }) => ({ id, text: name, hint: state }))
  if (choices.length === 0) return null
  return (
    <Select
      label="Add a study"
      hidesLabel
      placeholder="Add a study"
      choices={choices}
      value={null}
      onChange={onAdd}
    />
  )
}
