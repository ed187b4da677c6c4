/** What a step was made from, as one short string: the step is done while it stays the same. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

const IGNORED = new Set(['node_modules', 'dist', 'out', '.git'])

/** Of names, sizes and times: cheap enough for every start, and it sees files added, changed and removed. */
export async function fingerprintOfTimes(root, entries) {
  const hash = createHash('sha256')
  for (const file of (await Promise.all(entries.map((entry) => list(root, entry)))).flat()) {
    const { size, mtimeMs } = await stat(path.join(root, file))
    hash.update(`${file}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

/** Of contents: for few and small files; a fresh checkout of the same text has the same one. */
export async function fingerprintOfContents(root, entries) {
  const hash = createHash('sha256')
  for (const file of (await Promise.all(entries.map((entry) => list(root, entry)))).flat()) {
    hash.update(`${file}\0`).update(await readFile(path.join(root, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** @returns the SHA-256 of a file of any size, in hexadecimal */
export async function sha256(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}

/** @returns the files at or below `entry`, relative to `root`, in order; none when it does not exist */
export async function list(root, entry) {
  let children
  try {
    children = await readdir(path.join(root, entry), { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOTDIR') return [entry]
    if (error.code === 'ENOENT') return []
    throw error
  }
  const kept = children.filter((child) => !IGNORED.has(child.name))
  kept.sort((a, b) => (a.name < b.name ? -1 : 1))
  const below = await Promise.all(
    kept.map((child) => {
      const file = path.join(entry, child.name)
      return child.isDirectory() ? list(root, file) : [file]
    }),
  )
  return below.flat()
}
