/** The pages of a list of studies with a change of one of them; pure. */
import type { Study, StudyPage } from './types.ts'

export interface StudyPages {
  pages: StudyPage[]
  pageParams: unknown[]
}

interface Changed {
  pages: StudyPage[]
  /** False: where the study belongs now is for the service to say, as it knows the filter and the order. */
  isPlaced: boolean
}

export function withStudy(pages: readonly StudyPage[], study: Study): Changed {
  let isPlaced = false
  const changed = pages.map((page) => {
    const at = page.items.findIndex(({ id }) => id === study.id)
    const before = page.items[at]
    if (before === undefined) return page
    isPlaced = placeOf(before) === placeOf(study)
    return { ...page, items: page.items.with(at, study) }
  })
  return { pages: changed, isPlaced }
}

export function withoutStudy(pages: readonly StudyPage[], id: string): Changed {
  const changed = pages.map((page) =>
    page.items.some((item) => item.id === id)
      ? { ...page, items: page.items.filter((item) => item.id !== id) }
      : page,
  )
  return { pages: changed, isPlaced: true }
}

/** What a list can be filtered and sorted by. */
const placeOf = ({ name, state, tags, best }: Study): string =>
  JSON.stringify([name, state, tags, best?.value])
