/**
 * The TensorFlow library and its binding, in the cache folder: one self-contained folder per version, platform and
 * device, made once for all clones. Where it cannot be had, the service runs on JavaScript alone, and says so.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile, linkedFolder, linkTo, unpack } from './binding.mjs'
import { withLock } from './lock.mjs'
import { choosePin, pins, TENSORFLOW_VERSION } from './pins.mjs'
import { whileShowing } from './progress.mjs'
import { run } from './run.mjs'
import { findTools, hasGpuDriver, Missing } from './tools.mjs'
import { downloadWheels } from './wheels.mjs'

const RECIPE = 1 // raise it when unpacking or compiling changes: caches are made anew
const RETRY_MS = 3_600_000
const CHECK = fileURLToPath(new URL('train-one-step.mjs', import.meta.url))

export const tensorflow = {
  title: 'TensorFlow (some hundred megabytes for all clones of this machine)',

  async isDone(context, { tensorflow: done }) {
    if (done === undefined) return false
    if (!done.ok) {
      const now = { tools: toolsOf(context.env), now: Date.now() }
      return !context.retry && !mayHelpToRetry(done, now)
    }
    const folder = await linkedFolder(context.root)
    return folder !== null && isComplete(folder) && path.basename(folder) === nameOf(keyOf(context))
  },

  async run(context, state) {
    try {
      state.tensorflow = await prepare(context)
    } catch (error) {
      const advice = adviceFor(error)
      const tools = toolsOf(context.env)
      state.tensorflow = { ok: false, advice, at: Date.now(), tools }
      if (!(error instanceof Missing)) context.progress.say(error.message)
      context.progress.say(
        'no TensorFlow: training will be SLOW, in JavaScript alone. ' +
          `To cure it: ${advice}; then run: npm run setup`,
      )
    }
  },
}

/** After a failure: at once when a tool came or went, else once an hour, so that a start without network stays quick. */
export function mayHelpToRetry({ at, tools }, now) {
  return JSON.stringify(tools) !== JSON.stringify(now.tools) || now.now - at > RETRY_MS
}

async function prepare(context) {
  const { root, cacheDir, progress } = context
  const key = keyOf(context)
  if (key === null) throw new Missing(`use Linux on x64 or arm64 with glibc, or macOS on arm64`)
  const folder = path.join(cacheDir, 'tensorflow', nameOf(key))
  if (!isComplete(folder)) {
    const tools = findTools(context.env)
    const onWait = ({ pid }) =>
      progress.say(`TensorFlow is being set up by process ${pid}; waiting`)
    await mkdir(path.dirname(folder), { recursive: true })
    await withLock(
      `${folder}.lock`,
      async () => {
        if (!isComplete(folder)) await build(folder, { ...context, ...tools, pin: pins[key] })
      },
      { onWait },
    )
  }
  await linkTo(folder, root)
  const { version, device } = await trainOneStep(root)
  progress.say(`TensorFlow ${version} trains on the ${device}`)
  if (key.endsWith('-gpu') && device === 'cpu') {
    progress.say('its GPU libraries are here, but no GPU can be used: look at nvidia-smi')
  }
  return { ok: true, version, device }
}

async function build(folder, { root, pin, python, compiler, progress }) {
  const work = `${folder}.work` // kept after an interruption: finished parts are not made again
  await mkdir(work, { recursive: true })
  await requireDisk(work, pin.diskBytes)
  const unpacked = path.join(work, 'unpacked')
  if (!existsSync(unpacked)) {
    const wheels = await downloadWheels(pin, path.join(work, 'wheels'), { python, progress })
    await whileShowing(progress, 'unpacking TensorFlow', () =>
      unpack(wheels, { python, libraries: pin.libraries, into: path.join(work, 'deps') }),
    )
    await writeFile(unpacked, '')
  }
  await whileShowing(progress, 'compiling the binding of TensorFlow', () =>
    compile(work, { root, compiler, libraries: pin.libraries, link: pin.link }),
  )
  await linkTo(work, root)
  await trainOneStep(root)
  await rm(path.join(work, 'wheels'), { recursive: true, force: true })
  await rm(path.join(work, 'deps', 'include'), { recursive: true, force: true })
  await rename(work, folder)
}

/** In a process of its own: a library that does not fit this machine may crash it. */
async function trainOneStep(root) {
  const output = await run(process.execPath, [CHECK], {
    cwd: root,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  })
  return JSON.parse(output.trim().split('\n').at(-1))
}

function keyOf({ platform, env, hasGlibc }) {
  if (platform.startsWith('linux') && !hasGlibc()) return null
  return choosePin({
    platform,
    device: env.SWEEPD_DEVICE || 'auto',
    hasGpuDriver: hasGpuDriver(env),
  })
}

/** The cache folder of a pin: another wheel, binding or recipe gives another name. */
export function nameOf(key) {
  if (key === null) return null
  const { wheels, link } = pins[key]
  const made = createHash('sha256')
    .update(JSON.stringify([RECIPE, wheels, link]))
    .digest('hex')
  return `${TENSORFLOW_VERSION}-${key}-${made.slice(0, 8)}`
}

const isComplete = (folder) =>
  !folder.endsWith('.work') && existsSync(path.join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'))

async function requireDisk(folder, bytes) {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize > bytes) return
  const gigabytes = (bytes / 1e9).toFixed(1)
  throw new Missing(`free ${gigabytes} GB of disk for ${folder}, or set SWEEPD_CACHE_DIR`)
}

function toolsOf(env) {
  try {
    return findTools(env)
  } catch (error) {
    return { missing: error.message }
  }
}

/** One line that helps whoever reads it in a log or in /v1/workers. */
export function adviceFor(error) {
  if (error instanceof Missing) return error.message
  const lines = error.message.split('\n').filter((line) => line.trim() !== '')
  const reason = lines.findLast((line) => /\berror\b/i.test(line)) ?? lines[0]
  return `look into why its set-up failed (${reason.trim().slice(0, 300)})`
}
