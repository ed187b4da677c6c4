/** Tells of studies whose running trials have improved, at most once in `intervalMs` for each study. */

export interface Improvements {
  add(studyIds: readonly string[]): void
  close(): void
}

export function createImprovements(options: {
  tell(studyId: string): Promise<void>
  failed(error: unknown): void
  intervalMs: number
}): Improvements {
  const improved = new Set<string>()
  const timer = setInterval(() => {
    const ids = [...improved]
    improved.clear()
    for (const id of ids) options.tell(id).catch(options.failed)
  }, options.intervalMs)
  return {
    add(studyIds) {
      for (const id of studyIds) improved.add(id)
    },
    close: () => clearInterval(timer),
  }
}
