/** Wheels by pip, so that the person's index, proxy and certificates apply; pinned by hash, finished ones are kept. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { list, sha256 } from './fingerprint.mjs'
import { bar, whileShowing } from './progress.mjs'
import { run } from './run.mjs'
import { Missing } from './tools.mjs'

const PYTHON_VERSION = '3.11' // of the wheels; the Python that runs pip may be any

/**
 * Leaves every wheel of the pin in `folder`. A wheel that an earlier, interrupted run finished is checked and kept.
 *
 * @returns  their paths, in the pin's order
 * @throws   Missing when Python has no pip
 */
export async function downloadWheels(pin, folder, { python, progress }) {
  await mkdir(folder, { recursive: true })
  await removeTorn(folder)
  const pip = await run(python, ['-m', 'pip', '--version']).catch(() => {
    throw new Missing(`install pip for ${python} (Debian: apt-get install python3-pip)`)
  })
  const files = []
  for (const wheel of pin.wheels) {
    const file = path.join(folder, `${wheel.name}-${wheel.version}.whl`)
    if (!existsSync(file) || (await sha256(file)) !== wheel.sha256) {
      await download(wheel, file, { tags: pin.tags, python, retry: retryArguments(pip), progress })
    }
    files.push(file)
  }
  return files
}

/** The line of a requirements file that lets pip take this one file and no other. */
export function requirement({ name, version, sha256 }) {
  return `${name}==${version} --hash=sha256:${sha256}\n`
}

async function download(wheel, file, { tags, python, retry, progress }) {
  const torn = await mkdtemp(path.join(path.dirname(file), 'torn-'))
  const requirements = path.join(torn, 'requirements.txt')
  const arriving = path.join(torn, 'arriving')
  await writeFile(requirements, requirement(wheel))
  let totalBytes = null
  const onOutput = (text) => {
    totalBytes = announcedBytes(text) ?? totalBytes
  }
  let bytes = 0
  const measure = setInterval(async () => {
    bytes = await bytesBelow(torn)
  }, 500)
  const label = () => `${wheel.name} ${wheel.version}  ${bar(bytes, totalBytes)}`
  try {
    await whileShowing(progress, label, () =>
      run(python, [...pipArguments({ requirements, tags, into: arriving }), ...retry], {
        env: { ...process.env, TMPDIR: torn, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
        onOutput,
      }),
    )
  } finally {
    clearInterval(measure)
  }
  const [name] = await readdir(arriving)
  await rename(path.join(arriving, name), file)
  await rm(torn, { recursive: true, force: true })
  progress.say(`${wheel.name} ${wheel.version} downloaded`)
}

function pipArguments({ requirements, tags, into }) {
  return [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir'],
    ...['--require-hashes', '-r', requirements, '-d', into, '--progress-bar', 'off'],
    ...['--python-version', PYTHON_VERSION, '--implementation', 'cp'],
    ...['--abi', `cp${PYTHON_VERSION.replace('.', '')}`, '--abi', 'none'],
    ...tags.flatMap((tag) => ['--platform', tag]),
  ]
}

/** From 25.1 on, pip takes up a broken download where it stopped; before, it starts the file again. */
export function retryArguments(pipVersion) {
  const [, major, minor] = /^pip (\d+)\.(\d+)/.exec(pipVersion) ?? [0, 0, 0]
  const canResume = Number(major) > 25 || (Number(major) === 25 && Number(minor) >= 1)
  return canResume ? ['--resume-retries', '20'] : []
}

/** pip says `Downloading x.whl (273.8 MB)` and nothing more where it has no terminal. */
export function announcedBytes(text) {
  const found = /Downloading .*\(([\d.]+) (kB|MB|GB)\)/.exec(text)
  if (found === null) return null
  return Number(found[1]) * { kB: 1e3, MB: 1e6, GB: 1e9 }[found[2]]
}

async function removeTorn(folder) {
  for (const name of await readdir(folder)) {
    if (name.startsWith('torn-')) await rm(path.join(folder, name), { recursive: true })
  }
}

async function bytesBelow(folder) {
  const files = await list(folder, '').catch(() => []) // pip moves files while we look
  const sizes = await Promise.all(
    files.map((file) =>
      stat(path.join(folder, file)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}
