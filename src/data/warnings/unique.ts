import { isFreeText } from './free-text.ts'
import { defineWarning, tableColumns } from './warning.ts'

const leastRows = 10
const mostRepeated = 0.1 // share of the rows whose value occurs in another row too

/** Finds ids: texts, or numbers named like an id, that almost never repeat. */
export const unique = defineWarning({
  code: 'unique',
  summary: 'nearly every row has a different value: text, or a number named like an `id`',
  find: ({ inputs }) =>
    tableColumns(inputs).flatMap((column) => {
      const { name } = column
      const values =
        column.encoding === 'categorical'
          ? column.codes.filter((code) => code >= 0)
          : column.encoding === 'numeric' && isCalledId(name)
            ? column.values.filter((value) => !Number.isNaN(value))
            : []
      const distinct = new Set<number>(values).size
      const isUnique = values.length >= leastRows && distinct >= (1 - mostRepeated) * values.length
      if (!isUnique || isFreeText(column)) return []
      const share = distinct === values.length ? 'each row has' : 'nearly every row has'
      return {
        column: name,
        message: `${share} a value of its own in '${name}', as ids have: what a model learns from it does not carry over to new rows`,
        suggestion: `name it in ignore: "ignore": [${JSON.stringify(name)}]`,
        mend: { ignore: [name] },
      }
    }),
})

/** `id`, `user_id`, `userId`, `Id`; not `humid`. */
function isCalledId(name: string): boolean {
  return /^(id|uuid|guid)$/i.test(name) || /[_\s.-]id$/i.test(name) || /[a-z](Id|ID)$/.test(name)
}
