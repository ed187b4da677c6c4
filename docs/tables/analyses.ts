/** Generates the table of analyses. */
import { z } from 'zod'
import type { Analysis } from '../../src/study/analysis/analysis.ts'
import { analyses } from '../../src/study/analysis/index.ts'
import { code, tableOf } from './markdown.ts'

export const analysisTables = {
  analyses: () =>
    tableOf(
      ['call', 'returns'],
      Object.entries<Analysis>(analyses).map(([name, { summary, description, query }]) => [
        code(`/${name}${needed(query)}`),
        `${summary.replace(/^Get /, '')}. ${description}`,
      ]),
    ),
}

/** The query parameters, such as `?x=&y=`. */
function needed(query: z.ZodObject): string {
  const { required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' })
  return required.map((name, at) => `${at === 0 ? '?' : '&'}${name}=`).join('')
}
