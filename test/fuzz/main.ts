/**
 * `npm run test:fuzz -- --cases N --seed S [--only operations|specifications]`: any request gets an answer that the
 * OpenAPI document describes, and any study that is accepted trains. Exit code 1 when one does not.
 */
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ensureVenv } from '../../bench/venv.ts'
import { startService, temporaryFolder } from '../e2e/service.ts'
import { fuzzOperations } from './operations.ts'
import { fuzzSpecifications } from './specifications.ts'

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200' }, // studies; of each operation a tenth of it
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
const [cases, seed] = [Number(values.cases), Number(values.seed)]
// before all else: what is missing for it is told at once
const python =
  values.only === 'specifications'
    ? null
    : ensureVenv(path.resolve('test', 'fuzz', 'requirements.txt'))
const folder = temporaryFolder()
const service = await startService({ folder })
let isSound = false
try {
  if (values.only !== 'operations') {
    const accepted = await fuzzSpecifications(service, { cases, seed })
    process.stdout.write(`${cases} studies: ${accepted} trained, the others were refused\n`)
  }
  if (python !== null) {
    const each = Math.ceil(cases / 10)
    const code = await fuzzOperations(service, python, { cases: each, seed, folder })
    if (code !== 0) process.exitCode = 1
  }
  isSound = process.exitCode === undefined
} finally {
  await service.stop()
  if (isSound) fs.rmSync(folder, { recursive: true, force: true })
  else process.stdout.write(`the log of the service is kept: ${folder}/service.log\n`)
}
