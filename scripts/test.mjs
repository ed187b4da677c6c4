/**
 * Sets up, then runs the tests; arguments choose those whose path contains one of them, options go to Node:
 *
 *     npm test -- search/space --test-name-pattern=grid
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { list } from './setup/fingerprint.mjs'
import { root, setupOrExit } from './setup.mjs'

await setupOrExit()
const args = process.argv.slice(2)
const options = args.filter((arg) => arg.startsWith('-'))
const wanted = args.filter((arg) => !arg.startsWith('-'))

const isTest = (file) => /\.test\.(ts|mjs)$/.test(file)
const isWanted = (file) => wanted.length === 0 || wanted.some((part) => file.includes(part))
// from the sources: dist may still hold tests that were deleted
const sources = (await list(root, 'test')).filter((file) => isTest(file) && isWanted(file))
if (sources.length === 0) {
  process.stderr.write(`no test file matches ${wanted.join(' or ')}\n`)
  process.exit(1)
}
const files = sources.map((file) =>
  file.endsWith('.ts') ? path.join('dist', file.replace(/\.ts$/, '.js')) : file,
)
const tests = spawn(
  process.execPath,
  [
    ...['--enable-source-maps', '--test', '--test-concurrency=2', '--test-reporter=spec'],
    ...options,
    ...files,
  ],
  { cwd: root, stdio: 'inherit' },
)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal))
tests.on('exit', (code) => process.exit(code ?? 1))
