import type { Study } from './answers.ts'
import { type Client, Refused } from './client.ts'

/**
 * The study of this id, else the newest of this name.
 *
 * @throws Refused study-not-found
 */
export async function findStudy(client: Client, idOrName: string): Promise<Study> {
  try {
    return await client.study(idOrName)
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 404) throw error
    const named = await newestNamed(client, idOrName)
    if (named === null) throw error
    return named
  }
}

async function newestNamed(client: Client, name: string): Promise<Study | null> {
  let after: string | null = null
  do {
    // the server's filter finds parts of names
    const page = await client.studies({ name, ...(after === null ? {} : { after }) })
    const found = page.items.find((study) => study.name === name)
    if (found) return found
    after = page.next
  } while (after !== null)
  return null
}
