import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lockFolder } from '../../../src/cli/serve/folder-lock.ts'

const skip = process.platform === 'linux' ? false : 'abstract sockets are Linux’s'

test('a data folder is held by one at a time', { skip }, async () => {
  const folder = `/nowhere/${process.pid}`
  const release = await lockFolder(folder)
  await assert.rejects(lockFolder(folder), /Another Sweepd is using \/nowhere/)
  const releaseOther = await lockFolder(`${folder}-other`)
  await release()
  const releaseAgain = await lockFolder(folder)
  await Promise.all([releaseAgain(), releaseOther()])
})
