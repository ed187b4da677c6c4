/** TypeScript to JavaScript, from src, test, bench, examples and docs/tables into dist. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fingerprintOfTimes } from './fingerprint.mjs'
import { whileShowing } from './progress.mjs'
import { run } from './run.mjs'

const INPUTS = ['src', 'test', 'bench', 'examples', 'docs/tables', 'tsconfig.json', 'package.json']

export const build = {
  title: 'compiled code',

  async isDone({ root }, { build: done }) {
    const isThere = existsSync(path.join(root, 'dist', '.tsbuildinfo'))
    return isThere && done === (await fingerprintOfTimes(root, INPUTS))
  },

  async run({ root, progress }, state) {
    const fingerprint = await fingerprintOfTimes(root, INPUTS)
    const tsc = path.join(root, 'node_modules', '.bin', 'tsc')
    await whileShowing(progress, 'compiling', () =>
      run(tsc, ['-p', '.', '--pretty', 'false'], { cwd: root }),
    )
    state.build = fingerprint
    progress.say('compiled to dist/')
  },
}
