import assert from 'node:assert/strict'
import test from 'node:test'
import type { HeldLease, Lease, RenewedLease } from '../../src/db/tables/trials/leases.ts'
import { createLeaseKeeper } from '../../src/worker/lease-keeper.ts'

const lease = (number: number): Lease => ({ studyId: 's', number, fencing: 1 })

const unlimited = { studyState: 'running', secondsLeft: null, isTargetReached: false }

function keeperWith(renew: (leases: HeldLease[]) => RenewedLease[]) {
  const said: string[] = []
  const keeper = createLeaseKeeper({
    renew: async (leases) => renew(leases),
    over: (studies) => void said.push(`${[...studies]} over`),
    failed: (error) => said.push(String(error)),
  })
  const holder = (name: string) => ({
    isMoving: () => true,
    lost: () => void said.push(`${name} lost`),
    paused: () => void said.push(`${name} paused`),
    limited: ({ secondsLeft }: Pick<RenewedLease, 'secondsLeft'>) => (secondsLeft ?? 1) <= 0,
  })
  return { keeper, said, holder }
}

test('a lease that is not renewed is lost once, the others stay', async (t) => {
  const { keeper, said, holder } = keeperWith((leases) =>
    leases.filter(({ number }) => number === 0).map((one) => ({ ...one, ...unlimited })),
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
    leases.map((one) => ({ ...one, ...unlimited, studyState: 'paused' })),
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
    return leases.map((one) => ({ ...one, ...unlimited }))
  })
  t.after(() => keeper.close())
  keeper.add(lease(0), holder('first'))
  await keeper.renew()
  isDown = false
  await keeper.renew()
  assert.deepEqual(said, ['Error: connection refused'])
})

test('a trial that does not move is asked for as such, and its holder hears when it is lost', async (t) => {
  let isExpired = false
  const asked: boolean[][] = []
  const { keeper, said, holder } = keeperWith((leases) => {
    asked.push(leases.map(({ isMoving }) => isMoving))
    const held = leases.filter(({ isMoving }) => isMoving || !isExpired)
    return held.map((one) => ({ ...one, ...unlimited }))
  })
  t.after(() => keeper.close())
  keeper.add(lease(0), holder('first'))
  keeper.add(lease(1), { ...holder('second'), isMoving: () => false })
  await keeper.renew()
  isExpired = true
  await keeper.renew()
  assert.deepEqual(asked, [
    [true, false],
    [true, false],
  ])
  assert.deepEqual(said, ['second lost'])
})

test('time in which the database was away is told, so that it does not count', async (t) => {
  let isDown = false
  const { keeper, holder } = keeperWith((leases) => {
    if (isDown) throw new Error('connection refused')
    return leases.map((one) => ({ ...one, ...unlimited }))
  })
  t.after(() => keeper.close())
  const told: number[] = []
  keeper.add(lease(0), { ...holder('first'), isMoving: (from) => told.push(from) > 0 })
  await keeper.renew()
  isDown = true
  await keeper.renew()
  isDown = false
  const back = performance.now()
  await keeper.renew()
  await keeper.renew()
  assert.equal(told[1], told[0])
  assert.ok(told[2]! >= back)
  assert.ok(told[3]! >= told[2]!)
})

test('a renewal that waits for its answer is not overtaken', async (t) => {
  let calls = 0
  let answer = () => {}
  const keeper = createLeaseKeeper({
    renew: () => {
      calls += 1
      return new Promise((resolve) => {
        answer = () => resolve([{ ...lease(0), ...unlimited }])
      })
    },
    over: () => {},
    failed: () => {},
  })
  t.after(() => keeper.close())
  keeper.add(lease(0), { isMoving: () => true, lost() {}, paused() {}, limited: () => false })
  const both = [keeper.renew(), keeper.renew()]
  assert.equal(calls, 1)
  answer()
  await Promise.all(both)
})

test('a study whose search is over is told once a renewal, however many trials it has', async (t) => {
  let secondsLeft = 1
  const { keeper, said, holder } = keeperWith((leases) =>
    leases.map((one) => ({ ...one, ...unlimited, secondsLeft })),
  )
  t.after(() => keeper.close())
  keeper.add(lease(0), holder('first'))
  keeper.add(lease(1), holder('second'))
  await keeper.renew()
  assert.deepEqual(said, [])
  secondsLeft = 0
  await keeper.renew()
  assert.deepEqual(said, ['s over'])
})
