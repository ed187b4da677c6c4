/** Diagnoses predicted classes: confusion, mistakes, reliability. */

import { rounded } from '../../search/math/rounded.ts'
import { classTable, countClasses } from '../measure/classes.ts'
import type { ClassDiagnosis, ClassifiedRow } from './diagnosis.ts'
import { evenly } from './evenly.ts'

export interface ClassifiedRows {
  rows: ArrayLike<number> // of the dataset
  labels: ArrayLike<number> // [rows], class indices
  probabilities: readonly (readonly number[])[] // [rows][classes]
}

const mostClasses = 50
const mostSampled = 200
const characters = 100_000 // of all mistakes together
const ofEachPair = 24
const firstOfEachPair = 4 // shown before more of any other pair
const binCount = 10

export function diagnoseClasses(
  names: readonly string[],
  { rows, labels, probabilities }: ClassifiedRows,
): ClassDiagnosis {
  const chosen = probabilities.map((own) => own.indexOf(Math.max(...own)))
  const all = Array.from(chosen, (given, at): ClassifiedAt => {
    const label = labels[at]!
    const [probability, ofLabel] = [probabilities[at]![given]!, probabilities[at]![label]!]
    return { row: rows[at]!, label, given, probability, ofLabel }
  })
  const shown = shownClasses(all, names.length)
  const scores = classTable(names, countClasses(labels, chosen, names.length)).classes
  const present = ({ row, label, given, probability, ofLabel }: ClassifiedAt): ClassifiedRow => ({
    row,
    label: names[label]!,
    predicted: names[given]!,
    probability: rounded(probability),
    ofLabel: rounded(ofLabel),
  })
  const longest = Math.max(...names.map(({ length }) => length))
  const mostMistakes = Math.max(50, Math.floor(characters / (100 + 2 * longest)))
  return {
    classes: shown.map((of) => scores[of]!),
    hiddenClasses: names.length - shown.length,
    confusion: confusionOf(all, shown, names.length),
    mistakes: worstMistakes(all, mostMistakes).map(present),
    sample: evenly(all, mostSampled).map(present),
    calibration: calibrationOf(all),
  }
}

interface ClassifiedAt {
  row: number
  label: number
  given: number
  probability: number
  ofLabel: number
}

const isWrong = ({ label, given }: ClassifiedAt) => label !== given

/** Ascending; where there are too many, those that most mistakes are about. */
function shownClasses(all: readonly ClassifiedAt[], classes: number): number[] {
  const indices = Array.from({ length: classes }, (_, index) => index)
  if (classes <= mostClasses) return indices
  const wrong = new Float64Array(classes)
  for (const { label, given } of all.filter(isWrong)) {
    wrong[label]! += 1
    wrong[given]! += 1
  }
  const order = indices.sort((a, b) => wrong[b]! - wrong[a]! || a - b)
  return order.slice(0, mostClasses).sort((a, b) => a - b)
}

function confusionOf(
  all: readonly ClassifiedAt[],
  shown: readonly number[],
  classes: number,
): number[][] {
  const size = shown.length < classes ? shown.length + 1 : shown.length
  const place = new Map(shown.map((of, at) => [of, at]))
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0))
  for (const { label, given } of all) {
    counts[place.get(label) ?? size - 1]![place.get(given) ?? size - 1]! += 1
  }
  return counts
}

/** The surest first, but some of every pair of classes before many of one. */
function worstMistakes(all: readonly ClassifiedAt[], most: number): ClassifiedAt[] {
  const surest = (a: ClassifiedAt, b: ClassifiedAt) =>
    b.probability - b.ofLabel - (a.probability - a.ofLabel) || a.row - b.row
  const counts = new Map<string, number>()
  const first: ClassifiedAt[] = []
  const more: ClassifiedAt[] = []
  for (const one of all.filter(isWrong).sort(surest)) {
    const pair = `${one.label} ${one.given}`
    const count = counts.get(pair) ?? 0
    counts.set(pair, count + 1)
    if (count < firstOfEachPair) first.push(one)
    else if (count < ofEachPair) more.push(one)
  }
  return [...first, ...more].slice(0, most).sort(surest)
}

/** @see Guo et al. 2017, "On calibration of modern neural networks", ICML, eq. 3 */
function calibrationOf(all: readonly ClassifiedAt[]): ClassDiagnosis['calibration'] {
  const bins = Array.from({ length: binCount }, () => ({ rows: 0, confidence: 0, right: 0 }))
  for (const one of all) {
    const bin = bins[Math.min(Math.floor(one.probability * binCount), binCount - 1)]!
    bin.rows += 1
    bin.confidence += one.probability
    if (!isWrong(one)) bin.right += 1
  }
  const error = bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence), 0)
  return {
    bins: bins.flatMap(({ rows, confidence, right }, at) =>
      rows === 0
        ? []
        : {
            from: at / binCount,
            to: (at + 1) / binCount,
            rows,
            confidence: rounded(confidence / rows),
            accuracy: rounded(right / rows),
          },
    ),
    error: rounded(error / all.length),
  }
}
