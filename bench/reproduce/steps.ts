/** Steps of a report: each is a study, run through the API and kept in a file, so that a run can be continued. */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { type Caller, collect, type StudyResult, type Wanted } from './answers.ts'

export interface Steps {
  /** Runs the study, unless a file has the result of the same body on the same data. */
  study(id: string, body: Record<string, unknown>, wanted?: Partial<Wanted>): Promise<StudyResult>
  say(text: string): void
}

interface Stored {
  key: string
  result: StudyResult
}

/** @param data  identifies the data: results on other data are not used again */
export function createSteps(
  service: { call: Caller; upload(): Promise<string> },
  { folder, data, print }: { folder: string; data: string; print: (text: string) => void },
): Steps {
  fs.mkdirSync(folder, { recursive: true })
  const startedAt = performance.now()
  const say = (text: string) => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    print(`${clock.padStart(6)}  ${text}\n`)
  }
  return {
    say,
    async study(id, body, wanted = {}) {
      const file = path.join(folder, `${id}.json`)
      const key = crypto
        .createHash('sha256')
        .update(JSON.stringify([data, body, wanted]))
        .digest('hex')
      const before = fs.existsSync(file)
        ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Stored)
        : null
      if (before?.key === key) {
        say(`${id}: from an earlier run`)
        return before.result
      }
      say(`${id} …`)
      const dataset = await service.upload()
      const result = await collect(
        service.call,
        { name: id, dataset, ...body },
        { curves: 0, analyses: false, test: false, predictions: null, ...wanted },
        say,
      )
      // written whole or not at all
      fs.writeFileSync(`${file}.part`, JSON.stringify({ key, result } satisfies Stored))
      fs.renameSync(`${file}.part`, file)
      return result
    },
  }
}
