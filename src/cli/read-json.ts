import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'

/** The file cannot be read or parsed; the message says which file and why. */
export class FileError extends Error {
  constructor(file: string, cause: unknown) {
    super(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'FileError'
  }
}

/**
 * @param file  a path, or `-` for standard input
 * @throws FileError
 */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(file === '-' ? await text(process.stdin) : await readFile(file, 'utf8'))
  } catch (error) {
    throw new FileError(file === '-' ? 'standard input' : file, error)
  }
}
