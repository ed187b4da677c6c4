/** The Prisma client, generated into src/db/generated. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fingerprintOfContents } from './fingerprint.mjs'
import { whileShowing } from './progress.mjs'
import { run } from './run.mjs'

const INPUTS = ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json']

export const prisma = {
  title: 'the Prisma client',

  async isDone({ root }, { prisma: done }) {
    const isThere = existsSync(path.join(root, 'src', 'db', 'generated', 'client.ts'))
    return isThere && done === (await fingerprintOfContents(root, INPUTS))
  },

  async run({ root, progress }, state) {
    const fingerprint = await fingerprintOfContents(root, INPUTS) // before: an edit meanwhile is seen next time
    const command = path.join(root, 'node_modules', '.bin', 'prisma')
    // generating needs no schema engine, but Prisma downloads one unless it is pointed at an executable
    const env = {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    }
    await whileShowing(progress, 'generating the Prisma client', () =>
      run(command, ['generate'], { cwd: root, env }),
    )
    state.prisma = fingerprint
    progress.say('Prisma client generated')
  },
}
