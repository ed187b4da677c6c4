/**
 * Programs that XLA has compiled, kept in files for later processes, because compiling takes longer than loading. TensorFlow
 * reads and writes the files, each under its final name only when it is complete. Their names say nothing of the library,
 * the processor and XLA's options: each combination has a folder of its own.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Bytes of all programs of a machine; one of a small network takes 300 to 700 kB. */
export const mostProgramBytes = 256 * 2 ** 20

interface Compiler {
  libraries: string // folder of the TensorFlow library
  flags: string // XLA's options
}

/**
 * Makes the folder.
 *
 * @param root  of the programs of all compilers
 * @returns     null where there can be none: TensorFlow fails if it cannot write a file, and its options end at a space
 */
export function openProgramFolder(root: string, compiler: Compiler): string | null {
  try {
    const folder = path.join(root, nameOf(compiler))
    if (/\s/.test(folder)) return null
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 }) // they are machine code
    fs.accessSync(folder, fs.constants.W_OK)
    return folder
  } catch {
    return null // such as a read-only disk: programs are compiled in each process
  }
}

/** @param own  options of TensorFlow that the user has set: they come last, so they win */
export function programFlags(folder: string, own: string | undefined): string {
  return [`--tf_xla_persistent_cache_directory=${folder}`, ...(own ? [own] : [])].join(' ')
}

/**
 * @param folder  null: none are kept
 * @returns       whether there were any
 */
export function deletePrograms(folder: string | null): boolean {
  // one that was deleted meanwhile is made again by TensorFlow
  if (folder === null || !fs.existsSync(folder)) return false
  const files = fs.readdirSync(folder)
  for (const name of files) fs.rmSync(path.join(folder, name), { force: true })
  return files.length > 0
}

/**
 * Deletes those that were used longest ago, until all have `mostBytes` together. Others may read, write and delete files
 * meanwhile.
 *
 * @param root  of the programs of all compilers
 */
export function trimPrograms(root: string, mostBytes: number): void {
  if (!fs.existsSync(root)) return
  const files = fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .flatMap((name) => {
      const file = path.join(root, name)
      const found = fs.statSync(file, { throwIfNoEntry: false })
      if (!found?.isFile()) return []
      return [{ file, bytes: found.size, usedAt: Math.max(found.atimeMs, found.mtimeMs) }]
    })
    .sort((a, b) => b.usedAt - a.usedAt)
  let total = 0
  for (const { file, bytes } of files) {
    total += bytes
    if (total > mostBytes) fs.rmSync(file, { force: true })
  }
}

function nameOf({ libraries, flags }: Compiler): string {
  // in the package's folder is a link to it
  const library = fs.realpathSync(path.join(libraries, 'libtensorflow_cc.so.2'))
  const { size, mtimeMs } = fs.statSync(library)
  const parts = [library, size, mtimeMs, ...processor(), flags]
  return crypto.createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}

/** Its model and what it can do: a virtual machine may hide some of it. */
function processor(): string[] {
  const model = os.cpus()[0]?.model ?? 'unknown'
  const about = '/proc/cpuinfo' // of Linux
  const lines = fs.existsSync(about) ? fs.readFileSync(about, 'utf8').split('\n') : []
  return [model, lines.find((line) => line.startsWith('flags')) ?? '']
}
