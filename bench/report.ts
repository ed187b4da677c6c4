/** Writes the available results into bench/RESULTS.md, a section each; other sections are kept. */
import fs from 'node:fs'
import path from 'node:path'
import { readResults } from './results.ts'

const file = path.resolve('bench', 'RESULTS.md')

export async function run(): Promise<void> {
  let text = fs.readFileSync(file, 'utf8')
  for (const { bench, command, date, machine, table } of readResults()) {
    const [start, end] = [`<!-- ${bench} -->`, `<!-- /${bench} -->`]
    const section = `${start}\n\`${command}\` — ${date}, ${machine}\n\n${table}\n${end}`
    const from = text.indexOf(start)
    const to = text.indexOf(end)
    text =
      from >= 0 && to > from
        ? text.slice(0, from) + section + text.slice(to + end.length)
        : `${text.trimEnd()}\n\n## ${bench}\n\n${section}\n`
  }
  fs.writeFileSync(file, text)
}
