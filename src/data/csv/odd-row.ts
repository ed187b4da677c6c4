/** A first row with units or a second header, or a last row with totals: one row that makes texts of columns of numbers. */
import { type Fault, Problem } from '../../errors.ts'
import type { Column, TextColumn } from '../dataset.ts'
import { type Notation, numberReader } from '../text/notation.ts'
import { likeMissing } from '../text/text-fault.ts'
import type { Warning } from '../warnings/warning.ts'
import { readingWarning } from '../warnings/while-reading.ts'
import type { Frame } from './layout.ts'

const leastNumbers = 5 // rows of numbers beside the odd one
const totals =
  /^((grand|sub)?[\s-]?totals?|sum|summe|gesamt(summe)?|average|mean|durchschnitt|mittelwert|somme|moyenne|totale|suma)\b:?/i

/**
 * @throws Problem 'invalid-dataset' with the option that leaves the row out
 */
export function refuseOddRow(columns: readonly Column[], notation: Notation, frame: Frame): void {
  const strays = columns.flatMap((column) => {
    const row = column.type === 'text' ? onlyStray(column, notation) : null
    return row === null ? [] : { column: column as TextColumn, row }
  })
  const [first] = strays
  if (!first || strays.some(({ row }) => row !== first.row)) return
  const texts = strays.map(({ column, row }) => column.levels[column.codes[row]!]!)
  const last = strays[0]!.column.codes.length - 1
  const isAlone = columns.every((column) => !isNumberAt(column, first.row))
  const fault =
    first.row === 0 && isAlone
      ? aboveFault(texts, frame)
      : first.row === last && (isAlone || texts.some((text) => totals.test(text)))
        ? lastFault(texts, frame)
        : null
  if (fault) throw new Problem('invalid-dataset', 'One row is not like the others.', [fault])
}

function aboveFault(texts: readonly string[], { header, ...frame }: Frame): Fault {
  const shown = list(texts)
  if (!header) {
    const detail = `the first row (${shown}) is not like the others, which are numbers: if it names the columns, leave "header": false out`
    return { pointer: '/spec/header', detail, mends: [{ header: true }] }
  }
  const skipBelowHeader = frame.skipBelowHeader + 1
  const detail = `the first row (${shown}) is not like the others, which are numbers: if it holds units or more names, give "skipBelowHeader": ${skipBelowHeader}`
  return { pointer: '/file', detail, mends: [{ skipBelowHeader }] }
}

function lastFault(texts: readonly string[], frame: Frame): Fault {
  const skipLastLines = frame.skipLastLines + 1
  const detail = `the last row (${list(texts)}) is not like the others, which are numbers: if it is a total or a note, give "skipLastLines": ${skipLastLines}`
  return { pointer: '/file', detail, mends: [{ skipLastLines }] }
}

/** Warns of a last row that only a column of texts calls a total. */
export function totalRow(columns: readonly Column[], frame: Frame): Warning[] {
  const skipLastLines = frame.skipLastLines + 1
  return columns.flatMap((column) => {
    if (column.type !== 'text') return []
    const last = column.codes.at(-1) ?? -1
    const text = column.levels[last]
    const isAlone = column.codes.indexOf(last) === column.codes.length - 1
    if (text === undefined || !isAlone || !totals.test(text)) return []
    return readingWarning('total-row', {
      column: column.name,
      message: `the last row has '${text}' in '${column.name}', as no other row has: is it a total of the rows above?`,
      suggestion: `if it is, leave it out: "skipLastLines": ${skipLastLines}`,
      mend: { skipLastLines },
    })
  })
}

/** The only row whose text is no number in a column of numbers; null if there are none or several. */
function onlyStray({ levels, codes, mayBeNumbers }: TextColumn, notation: Notation): number | null {
  if (!mayBeNumbers) return null
  const read = numberReader(notation)
  const strays = levels.flatMap((level, code) => (read(level) === null ? [code] : []))
  const [stray, ...more] = strays
  if (stray === undefined || more.length > 0 || likeMissing.test(levels[stray]!)) return null
  const row = codes.indexOf(stray)
  const present = codes.reduce((count, code) => count + (code < 0 ? 0 : 1), 0)
  return codes.indexOf(stray, row + 1) < 0 && present > leastNumbers ? row : null
}

function isNumberAt(column: Column, row: number): boolean {
  return column.type === 'number' && !Number.isNaN(column.values[row])
}

function list(texts: readonly string[]): string {
  const shown = texts.slice(0, 3).map((text) => `'${text.slice(0, 40)}'`)
  return `${shown.join(', ')}${texts.length > 3 ? ', …' : ''}`
}
