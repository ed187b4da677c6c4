import assert from 'node:assert/strict'
import test from 'node:test'
import v8 from 'node:v8'
import vm from 'node:vm'
import { parsePeakBytes, trackPeakBytes } from '../../../src/worker/trainer/peak-memory.ts'
import { until } from '../../e2e/service.ts'

v8.setFlagsFromString('--expose-gc')
const collectGarbage = vm.runInNewContext('gc') as () => void

test('the peak is read from the status of a process', () => {
  const status = 'VmPeak:\t 900 kB\nVmHWM:\t   40492 kB\nVmRSS:\t   100 kB\n'
  assert.equal(parsePeakBytes(status), 40_492 * 1_024)
  assert.equal(parsePeakBytes('VmRSS:\t   100 kB\n'), null)
})

test('it is unknown where the system cannot measure it', () => {
  assert.equal(trackPeakBytes('/nowhere')(), null)
})

test('it rises with what is held, and starts anew', async (t) => {
  const peakBytes = trackPeakBytes()
  const start = peakBytes()
  if (start === null) return t.skip('this system does not measure it')
  const bytes = 200e6
  assert.equal(new Uint8Array(bytes).fill(1).at(-1), 1)
  assert.ok(peakBytes()! > start + 0.9 * bytes)
  const isGivenBack = async () => {
    collectGarbage()
    return trackPeakBytes()()! < start + 0.5 * bytes
  }
  await until(isGivenBack, 'the memory is given back')
  assert.ok(peakBytes()! < start + 0.5 * bytes)
})
