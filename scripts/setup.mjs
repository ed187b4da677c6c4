/**
 * Makes a fresh clone ready to run: dependencies, TensorFlow, Prisma client, compiled code, dashboard. Needs Node
 * alone; does only what is not done yet, and takes no time when everything is.
 *
 *     node scripts/setup.mjs             what is missing; tries TensorFlow again if it failed before
 *     node scripts/setup.mjs prisma      that step alone, done or not
 */
import { createHash } from 'node:crypto'
import { mkdir, realpath } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from './setup/build.mjs'
import { dashboard } from './setup/dashboard.mjs'
import { withLock } from './setup/lock.mjs'
import { npm } from './setup/npm.mjs'
import { prisma } from './setup/prisma.mjs'
import { createProgress } from './setup/progress.mjs'
import { endingChildrenOnSignals } from './setup/run.mjs'
import { readState, writeState } from './setup/state.mjs'
import { tensorflow } from './setup/tensorflow.mjs'
import { types } from './setup/types.mjs'

/** In order: a step may use what the ones above it made. */
const steps = { npm, tensorflow, prisma, build, types, dashboard }

export const root = path.resolve(fileURLToPath(new URL('..', import.meta.url)))

/**
 * @param only   names of steps to run, done or not, and no others
 * @param retry  whether to try a TensorFlow that failed before at once
 * @throws       Error that says what went wrong; only a missing TensorFlow is no error
 */
export async function setup({ only = [], retry = false, env = process.env } = {}) {
  requireNode(process.versions.node)
  const unknown = only.filter((name) => !(name in steps))
  if (unknown.length > 0) throw new Error(`no step ${unknown}; there are ${Object.keys(steps)}`)
  const context = {
    root,
    env,
    retry,
    cacheDir: path.resolve(env.SWEEPD_CACHE_DIR || path.join(os.homedir(), '.cache', 'sweepd')),
    platform: `${process.platform}-${process.arch}`,
    hasGlibc: () => 'glibcVersionRuntime' in process.report.getReport().header,
    progress: createProgress(),
  }
  if (only.length === 0 && (await isReady(context))) return
  await endingChildrenOnSignals(async () => {
    const onWait = ({ pid }) => context.progress.say(`process ${pid} sets up this clone; waiting`)
    await withLock(await lockOf(context), () => runSteps(context, only), { onWait })
  })
}

async function isReady(context) {
  return (await missingSteps(context)).length === 0
}

async function runSteps(context, only) {
  const wanted = only.length === 0 ? await missingSteps(context) : only
  if (wanted.length > 1) {
    const titles = wanted.map((name) => steps[name].title)
    context.progress.say(`to be done once, which takes minutes: ${titles.join(', ')}`)
  }
  for (const [name, step] of Object.entries(steps)) {
    const state = await readState(context.root)
    // looked at again: an earlier step may have undone it, or another process done it
    const isWanted = only.length === 0 ? !(await step.isDone(context, state)) : only.includes(name)
    if (!isWanted) continue
    context.progress.step({ number: wanted.indexOf(name) + 1, of: wanted.length })
    await step.run(context, state)
    await writeState(context.root, state)
  }
}

/** In their order. */
async function missingSteps(context) {
  const missing = async (state) => {
    const names = []
    for (const [name, step] of Object.entries(steps)) {
      if (!(await step.isDone(context, state))) names.push(name)
    }
    return names
  }
  const names = await missing(await readState(context.root))
  // installing the dependencies empties their folder, and the state is in it
  return names.includes('npm') ? missing({}) : names
}

/** Outside the clone, because `npm ci` empties node_modules. */
async function lockOf({ root, cacheDir }) {
  const clone = createHash('sha256')
    .update(await realpath(root))
    .digest('hex')
    .slice(0, 16)
  const folder = path.join(cacheDir, 'locks')
  await mkdir(folder, { recursive: true })
  return path.join(folder, `clone-${clone}.lock`)
}

function requireNode(version) {
  const [major, minor] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Error(`Node 20.19 or newer is needed; this is ${version}`)
}

/** `setup()`, with an error told in one message instead of a stack. */
export async function setupOrExit(options) {
  try {
    await setup(options)
  } catch (error) {
    process.stderr.write(`setup: ${error.message}\n`)
    process.exit(1)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await setupOrExit({ only: process.argv.slice(2), retry: true })
}
