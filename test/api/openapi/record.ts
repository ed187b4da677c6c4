/** Records the examples of answers anew: `npm run docs:answers`. */
import { writeFile } from 'node:fs/promises'
import { answersOfScenario } from './scenario.ts'

const file = 'src/api/openapi/answers.json'

const text = JSON.stringify(await answersOfScenario())
const fixed = withFixedRest(withFixedTimes(withFixedIds(text)))
await writeFile(file, JSON.stringify(JSON.parse(fixed), null, 2))
process.stdout.write(`${file}\n`)

/** The same ids each time, the study's first: that of the document's examples of paths. */
function withFixedIds(text: string): string {
  const ids = [...new Set(text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g))]
  return ids.reduce(
    (text, id, i) => text.replaceAll(id, `0199c0de-7a5e-7000-8000-${`${i + 1}`.padStart(12, '0')}`),
    text,
  )
}

/** The same times each time, in the order that they had, a second apart. */
function withFixedTimes(text: string): string {
  const times = [...new Set(text.match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g))].toSorted()
  const first = Date.parse('2026-01-05T09:00:00Z')
  const fixed = new Map(times.map((time, i) => [time, new Date(first + 1_000 * i).toISOString()]))
  return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => fixed.get(time)!)
}

/** The same durations and default names each time, so that a new recording changes only what has changed. */
function withFixedRest(text: string): string {
  return text
    .replaceAll(/"(durationMs|heartbeatAgeMs)":[\d.]+/g, '"$1":1250.5')
    .replaceAll(/"iris-\d{4}-\d{6}"/g, '"iris-0105-090000"')
    .replaceAll(/"activeSeconds":[\d.]+/g, '"activeSeconds":2.5')
}
