/** The dashboard, built by Vite from web/ into web/dist; nothing to do while there is none. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fingerprintOfTimes } from './fingerprint.mjs'
import { whileShowing } from './progress.mjs'
import { run } from './run.mjs'

export const dashboard = {
  title: 'the dashboard',

  async isDone({ root }, { dashboard: done }) {
    if (!existsSync(path.join(root, 'web', 'index.html'))) return true
    const isThere = existsSync(path.join(root, 'web', 'dist', 'index.html'))
    return isThere && done === (await fingerprintOfTimes(root, ['web']))
  },

  async run({ root, progress }, state) {
    const fingerprint = await fingerprintOfTimes(root, ['web'])
    const vite = path.join(root, 'node_modules', '.bin', 'vite')
    await whileShowing(progress, 'building the dashboard', () =>
      run(vite, ['build', 'web'], { cwd: root }),
    )
    state.dashboard = fingerprint
    progress.say('dashboard built')
  },
}
