/**
 * `npm run reproduce -- usps|house-prices [--budget minutes]`: repeats the practical's hand-made ladder, lets Sweepd
 * search, and writes a report. A run that was interrupted continues: results of steps are kept beside the report.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startOwnService } from '../own-service.ts'
import type { Problem } from './problem.ts'
import { housePrices } from './problems/house-prices.ts'
import { usps } from './problems/usps.ts'
import { writeReport } from './report.ts'
import { runProblem } from './run.ts'
import { createSteps } from './steps.ts'

const problems: Record<string, Problem> = { usps, 'house-prices': housePrices }

const usage = `usage: npm run reproduce -- ${Object.keys(problems).join('|')} [options]

  --budget MINUTES   of the whole report (default: 20); below 10, fewer epochs
  --data FILE        zip.train.gz or train.csv (default: data that ships with the repository)
  --out FOLDER       of the report (default: reports/PROBLEM)
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    budget: { type: 'string', default: '20' },
    data: { type: 'string' },
    out: { type: 'string' },
  },
})
const problem = problems[positionals[0] ?? '']
const minutes = Number(values.budget)
if (problem === undefined || positionals.length > 1 || !(minutes > 0)) {
  process.stderr.write(usage)
  process.exit(2)
}

const out = path.resolve(values.out ?? path.join('reports', problem.name))
const data = await problem.load(values.data ?? null)
const service = await startOwnService()
try {
  const { upload } = data
  const steps = createSteps(
    {
      call: service.call,
      upload: async () => (upload === null ? data.dataset : service.upload(upload)),
    },
    {
      folder: path.join(out, 'steps'),
      data: upload === null ? data.dataset : sha256(upload.file),
      print: (text) => process.stdout.write(text),
    },
  )
  steps.say(`${problem.title}: ${data.about}`)
  if (upload !== null) await service.upload(upload)
  const outcomes = await runProblem(problem, data, { steps, minutes })
  const command = ['npm run reproduce --', ...process.argv.slice(2).map(withoutFolder)].join(' ')
  const report = writeReport(out, { problem, data, outcomes, command, minutes })
  steps.say(`report: ${report}`)
  const { ladder, questions, search, likelihood } = outcomes
  const all = [search, likelihood, ...[...ladder, ...questions].map(({ outcome }) => outcome)]
  const failed = all.filter((outcome) => outcome?.failed !== undefined)
  if (failed.length > 0) {
    steps.say(`${failed.length} steps failed; the report says why`)
    process.exitCode = 1
  }
} finally {
  await service.stop()
}

function sha256(bytes: Buffer): string {
  return crypto.createHash('sha256').update(bytes).digest('hex')
}

/** Folders are this machine's own. */
function withoutFolder(argument: string): string {
  return fs.existsSync(argument) ? path.basename(argument) : argument
}
