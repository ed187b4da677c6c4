/** TypeScript types of the API for the dashboard, from the OpenAPI document of the compiled code. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { register } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fingerprintOfTimes } from './fingerprint.mjs'
import { whileShowing } from './progress.mjs'
import { run } from './run.mjs'

const INPUTS = ['src', 'package-lock.json']

/** openapi-typescript writes code with the compiler's older API, which TypeScript 7 has no more. */
const withTypeScript5 = `export const resolve = (name, context, next) =>
  next(name === 'typescript' ? 'typescript-5' : name, context)`

const folderOf = (root) => path.join(root, 'web', 'src', 'api', 'generated')

export const types = {
  title: 'types of the API',

  async isDone({ root }, { types: done }) {
    const isThere = existsSync(path.join(folderOf(root), 'schema.d.ts'))
    return isThere && done === (await fingerprintOfTimes(root, INPUTS))
  },

  async run({ root, progress }, state) {
    const fingerprint = await fingerprintOfTimes(root, INPUTS)
    const folder = folderOf(root)
    await mkdir(folder, { recursive: true })
    await whileShowing(progress, 'writing the types of the API', async () => {
      const document = path.join(folder, 'openapi.json')
      const write = path.join(root, 'dist', 'src', 'api', 'openapi', 'write.js')
      await run(process.execPath, [write, document], { cwd: root })
      await writeIfOther(path.join(folder, 'schema.d.ts'), await typesOf(document))
    })
    state.types = fingerprint
    progress.say('types of the API written')
  },
}

async function typesOf(document) {
  register(`data:text/javascript,${encodeURIComponent(withTypeScript5)}`)
  const { default: generate, astToString } = await import('openapi-typescript')
  return astToString(await generate(pathToFileURL(document)))
}

/** An unchanged file keeps its time, so that the dashboard is not built again. */
async function writeIfOther(file, text) {
  const before = await readFile(file, 'utf8').catch(() => null)
  if (before !== text) await writeFile(file, text)
}
