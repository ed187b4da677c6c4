import { formatValue } from '../../../ui/format.ts'

/** What was learned from the validation rows about the deviations that a network predicts; null: nothing. */
export function calibrationWords(
  calibration: { deviation: number; interval: number } | null,
): string {
  if (calibration === null) {
    return 'Deviations and intervals are as the network predicts them: it was not calibrated.'
  }
  const { deviation, interval } = calibration
  return `Calibrated by the validation rows: predicted deviations are multiplied by ${formatValue(deviation, 3)}, the 90 % intervals by ${formatValue(interval, 3)}.`
}
