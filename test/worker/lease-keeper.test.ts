import assert from 'node:assert/strict'
import test from 'node:test'
import type { Lease } from '../../src/db/trials.ts'
import { createLeaseKeeper } from '../../src/worker/lease-keeper.ts'

const lease = (number: number): Lease => ({ studyId: 's', number, fencing: 1 })

function keeperWith(renew: (leases: Lease[]) => (Lease & { studyState: string })[]) {
  const said: string[] = []
  const keeper = createLeaseKeeper({
    renew: async (leases) => renew(leases),
    failed: (error) => said.push(String(error)),
  })
  const holder = (name: string) => ({
    lost: () => void said.push(`${name} lost`),
    paused: () => void said.push(`${name} paused`),
  })
  return { keeper, said, holder }
}

test('a lease that is not renewed is lost once, the others stay', async (t) => {
  const { keeper, said, holder } = keeperWith((leases) =>
    leases.filter(({ number }) => number === 0).map((one) => ({ ...one, studyState: 'running' })),
  )
  t.after(() => keeper.close())
  keeper.add(lease(0), holder('first'))
  keeper.add(lease(1), holder('second'))
  await keeper.renew()
  await keeper.renew()
  assert.deepEqual(said, ['second lost'])
})

test('a paused study is told to those who train it', async (t) => {
  const { keeper, said, holder } = keeperWith((leases) =>
    leases.map((one) => ({ ...one, studyState: 'paused' })),
  )
  t.after(() => keeper.close())
  keeper.add(lease(0), holder('first'))
  await keeper.renew()
  assert.deepEqual(said, ['first paused'])
})

test('a database that is away loses no lease', async (t) => {
  let isDown = true
  const { keeper, said, holder } = keeperWith((leases) => {
    if (isDown) throw new Error('connection refused')
    return leases.map((one) => ({ ...one, studyState: 'running' }))
  })
  t.after(() => keeper.close())
  keeper.add(lease(0), holder('first'))
  await keeper.renew()
  isDown = false
  await keeper.renew()
  assert.deepEqual(said, ['Error: connection refused'])
})
