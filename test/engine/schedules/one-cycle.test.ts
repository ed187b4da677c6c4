import { test } from 'node:test'
import { assertNear, factors } from './factors.ts'

test('oneCycle rises to the rate, then falls to the end', () => {
  const at = factors('oneCycle', { rise: 0.3, start: 0.04, final: 0 })
  assertNear(at[0]!, 0.04)
  assertNear(at[150]!, 0.52)
  assertNear(at[300]!, 1)
  assertNear(at[650]!, 0.5)
})
