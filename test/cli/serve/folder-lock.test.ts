import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdFolder } from '../../../src/cli/serve/folder-lock.ts'

const skip = process.platform === 'linux' ? false : 'abstract sockets are Linux’s'

test('a data folder is held by one at a time', { skip }, async () => {
  const folder = `/nowhere/${process.pid}`
  const release = await holdFolder(folder)
  await assert.rejects(holdFolder(folder), /Another Sweepd works in \/nowhere/)
  const releaseOther = await holdFolder(`${folder}-other`)
  await release()
  const releaseAgain = await holdFolder(folder)
  await Promise.all([releaseAgain(), releaseOther()])
})
