/** The dashboard, built by Vite from web/ into web/dist, and the tests of its parts into dist/. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fingerprintOfTimes } from './fingerprint.mjs'
import { whileShowing } from './progress.mjs'
import { run } from './run.mjs'

const INPUTS = ['web', 'test/web', 'package-lock.json']

export const dashboard = {
  title: 'the dashboard',

  async isDone({ root }, { dashboard: done }) {
    const isThere = existsSync(path.join(root, 'web', 'dist', 'index.html'))
    return isThere && done === (await fingerprintOfTimes(root, INPUTS))
  },

  async run({ root, progress }, state) {
    const fingerprint = await fingerprintOfTimes(root, INPUTS)
    const command = (name) => path.join(root, 'node_modules', '.bin', name)
    await whileShowing(progress, 'building the dashboard', async () => {
      await run(command('vite'), ['build', 'web', '--logLevel', 'warn'], { cwd: root })
      await run(command('tsc'), ['-p', 'test/web', '--pretty', 'false'], { cwd: root })
    })
    state.dashboard = fingerprint
    progress.say('dashboard built')
  },
}
