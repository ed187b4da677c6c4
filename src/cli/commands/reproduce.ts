/** `sweepd reproduce <study> [trial]`: a folder that trains a trial again. */
import crypto from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import type { Recipe, Worker } from '../answers.ts'
import { type Context, quoted } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { bestTrial, findStudy } from '../find-study.ts'
import { FileError } from '../read-json.ts'
import { UsageError } from '../usage-error.ts'

const lockFile = fileURLToPath(new URL('../../../../package-lock.json', import.meta.url))

export async function reproduce(
  { client, terminal, command }: Context,
  idOrName: string,
  given: { trial: number | undefined; output: string | undefined; version: string },
): Promise<ExitCode> {
  const study = await findStudy(client, idOrName)
  const number = given.trial ?? bestTrial(study)
  const recipe = await client.recipe(study.id, number)
  const [epochs, workers] = await Promise.all([client.epochs(study.id, number), client.workers()])
  const folder = given.output ?? `reproduce-${study.name.replaceAll(/[^\w.-]+/g, '_')}-${number}`
  await makeFolder(folder)
  const write = (name: string, text: string) => writeFile(path.join(folder, name), text)
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  await write('recipe.json', json(recipe))
  await write('study.json', json(recipe.study.spec))
  await write('epochs.json', json(epochs))
  const data = path.join(folder, 'dataset.bin')
  const bytes = await client.datasetBytes(recipe.dataset.id)
  await pipeline(bytes, hashed(recipe.dataset.sha256), createWriteStream(data))
  await copyFile(lockFile, path.join(folder, 'package-lock.json'))
  const versions = { sweepd: given.version, node: process.version, workers: workers.items }
  await write('versions.json', json(versions))
  const retrain = `${command} retrain ${quoted(folder)}`
  await write('README.md', readme(recipe, { ...versions, retrain }))
  terminal.write(`${folder}: trial ${number} of ${study.name}\ntrain it again: ${retrain}\n`)
  return exitCodes.ok
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new UsageError(`${folder} exists already; give -o.`)
    throw new FileError(folder, error)
  })
}

/** Passes bytes on, and fails at the end if their hash is another. */
function hashed(sha256: string) {
  return async function* (parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const hash = crypto.createHash('sha256')
    for await (const part of parts) {
      hash.update(part)
      yield part
    }
    const found = hash.digest('hex')
    if (found !== sha256)
      throw new Error(`the dataset's bytes have the hash ${found}, not ${sha256}`)
  }
}

function readme(
  { study, trial, dataset, model }: Recipe,
  {
    sweepd,
    node,
    workers,
    retrain,
  }: { sweepd: string; node: string; workers: readonly Worker[]; retrain: string },
): string {
  const { ordered } = study.spec as { ordered?: boolean }
  const libraries = [...new Set(workers.map(({ library, device }) => `${library} on ${device}`))]
  const trainedBy = libraries.length > 0 ? libraries.join(', ') : 'no worker was running'
  return `# Trial ${trial.number} of ${study.name}

Value ${trial.value} at epoch ${trial.step}, trained on ${trial.device}${trial.execution ? `, executed as ${trial.execution}` : ''}.

    ${retrain}

trains it again without a server and compares every metric of every epoch${model === null ? '' : ', and the bytes of the model'}. Exit code 0: the same.

| file | what |
| --- | --- |
| recipe.json | study, trial, seeds, hashes: all that the training follows from |
| study.json | the study as it was stored; with the dataset, it can be posted again |
| dataset.bin | the dataset \`${dataset.name}\` as stored, ${dataset.bytes} bytes, SHA-256 \`${dataset.sha256}\` |
| epochs.json | the learning curve to compare with |
| package-lock.json, versions.json | Sweepd ${sweepd}, Node ${node}; workers: ${trainedBy} |

When the bits are the same: with this version of Sweepd, the same TensorFlow and the same kind of processor or GPU, for a trial that was trained alone.
${
  ordered
    ? 'This study is ordered: its trials were trained alone.'
    : 'Studies train trials of one shape side by side in one graph, unless they are `ordered`; sums are then taken in another order, and numbers can differ in the last digits.'
}
Another processor rounds differently too: over many epochs differences grow to about a thousandth. Accept them with \`--tolerance 0.01\`.
`
}
