import assert from 'node:assert/strict'
import { it } from 'node:test'
import { calibrationWords } from '../../../web/src/pages/trial/diagnosis/calibration-words.ts'

it('calibration is told as what it multiplies', () => {
  assert.match(
    calibrationWords({ deviation: 1.6249, interval: 0.98 }),
    /deviations are multiplied by 1\.62, the 90 % intervals by 0\.98/,
  )
  assert.match(calibrationWords(null), /not calibrated/)
})
