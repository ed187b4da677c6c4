import { test } from 'node:test'
import { assertNear, factors } from './factors.ts'

test('exponential has the factor after an epoch', () => {
  const at = factors('exponential', { factor: 0.9 })
  assertNear(at[50]!, 0.9)
  assertNear(at[100]!, 0.81)
})
