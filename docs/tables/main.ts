/** Writes the tables of docs/ from the registries: `npm run docs:tables`. */
import { writeFile } from 'node:fs/promises'
import { pages } from './index.ts'

for (const { file, is, shouldBe } of await pages()) {
  if (is === shouldBe) continue
  await writeFile(file, shouldBe)
  process.stdout.write(`${file}\n`)
}
