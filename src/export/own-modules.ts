/** Modules of this program as files: the exported encoding of rows is the code that /predict runs. */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ExportedFile } from './format.ts'

const root = fileURLToPath(new URL('..', import.meta.url)) // compiled src

const imports = /^(?:import|export)\s[^'";]*?\sfrom\s+'([^']+)'/gm

/**
 * A compiled module and all that it imports.
 *
 * @param entry   'data/prepare/encode-inputs.js'
 * @param folder  in the export
 */
export function ownModules(entry: string, folder: string): ExportedFile[] {
  const found = new Map<string, ExportedFile>()
  const add = (file: string) => {
    if (found.has(file)) return
    const bytes = fs.readFileSync(path.join(root, file))
    found.set(file, { name: `${folder}/${file}`, bytes })
    for (const [, source] of String(bytes).matchAll(imports)) {
      if (source!.startsWith('.')) add(path.posix.join(path.posix.dirname(file), source!))
    }
  }
  add(entry)
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
