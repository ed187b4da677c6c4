import { useQuery } from '@tanstack/react-query'
import type { Study } from '../../../api/types.ts'
import { Select } from '../../../ui/select.tsx'
import css from '../plots/plots.module.css'
import { importanceQuery } from '../plots/queries.ts'

export interface Pair {
  x: string
  y: string
}

/**
 * The two parameters of a plot: those of the address, otherwise the most important ones.
 *
 * @returns null until they are known, or if the space has fewer than two
 */
export function usePair(
  study: Study,
  objective: number,
  asked: Pair,
): { names: string[]; pair: Pair | null; isKnown: boolean } {
  const { data } = useQuery(importanceQuery(study, { objective, method: 'pedAnova' }))
  const names = data?.items.map(({ parameter }) => parameter) ?? []
  const isName = (name: string) => names.includes(name)
  const x = isName(asked.x) ? asked.x : names.find((name) => name !== asked.y)
  const y = isName(asked.y) && asked.y !== x ? asked.y : names.find((name) => name !== x)
  const pair = x === undefined || y === undefined ? null : { x, y }
  return { names, pair, isKnown: data !== undefined }
}

export function PairSelect({
  names,
  pair,
  onChange,
}: {
  names: readonly string[]
  pair: Pair
  onChange: (pair: Pair) => void
}) {
  const choices = names.map((name) => ({ id: name, text: name }))
  // the same parameter twice is no plane: the two change places
  const choose = (side: 'x' | 'y', other: 'x' | 'y') => (name: string) =>
    onChange(name === pair[other] ? { x: pair.y, y: pair.x } : ({ ...pair, [side]: name } as Pair))
  return (
    <div className={css.controls}>
      <Select
        label="Across"
        hidesLabel
        size="sm"
        choices={choices}
        value={pair.x}
        onChange={choose('x', 'y')}
      />
      <span aria-hidden="true">×</span>
      <Select
        label="Up"
        hidesLabel
        size="sm"
        choices={choices}
        value={pair.y}
        onChange={choose('y', 'x')}
      />
    </div>
  )
}
