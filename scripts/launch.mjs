/**
 * Sets up, then runs a compiled module in this very process, so that signals reach it:
 *
 *     node scripts/launch.mjs src/cli/main.js up
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, setupOrExit } from './setup.mjs'

const [module, ...args] = process.argv.slice(2)
if (module === undefined) {
  process.stderr.write('usage: node scripts/launch.mjs <module below dist> [arguments]\n')
  process.exit(2)
}
await setupOrExit()
const entry = path.join(root, 'dist', module)
process.argv = [process.execPath, entry, ...args]
await import(pathToFileURL(entry).href)
