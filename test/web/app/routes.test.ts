/** The service answers with the dashboard at every address that its router knows. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isPage } from '../../../src/api/dashboard/pages.ts'

test('every address of the router is one of the service’s pages', () => {
  const router = readFileSync('web/src/app/router.tsx', 'utf8')
  const paths = [...router.matchAll(/path: '([^']+)'/g)].map(([, path]) => path!)
  assert.ok(paths.length >= 8)
  const unknown = paths.filter((path) => !isPage(path.replaceAll(/\$\w+/g, 'x')))
  assert.deepEqual(unknown, [])
})
