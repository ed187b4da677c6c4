/**
 * Predictions and what scikit-learn 1.9.1 says of them: accuracy_score, balanced_accuracy_score, f1_score, precision_score
 * and recall_score (average='macro', zero_division=0), roc_auc_score (multi_class='ovr', average='macro'), log_loss,
 * confusion_matrix and precision_recall_fscore_support. Probabilities are exact in float32, and some of them equal.
 */
import type { PartFacts } from '../../../src/engine/measure/of-sums.ts'

export interface Classified {
  labels: number[]
  probabilities: number[][] // [rows, classes]
  expected: Record<string, number>
  confusion: number[][]
}

const two = [1, 11, 6, 6, 9, 2, 15, 6, 10, 1, 7, 7].map((p) => [1 - p / 16, p / 16])

const three = [
  [8, 4, 4],
  [2, 12, 2],
  [4, 4, 8],
  [8, 7, 1],
  [6, 6, 4],
  [1, 2, 13],
  [5, 10, 1],
  [9, 5, 2],
  [4, 3, 9],
  [7, 2, 7],
  [3, 11, 2],
  [10, 4, 2],
].map((row) => row.map((p) => p / 16))

const chosen = (at: number) => Array.from({ length: 5 }, (_, of) => (of === at ? 0.5 : 0.125))

export const classified: Record<string, Classified> = {
  'two classes': {
    labels: [0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 1, 0],
    probabilities: two,
    expected: {
      accuracy: 0.75,
      balancedAccuracy: 0.7285714285714285,
      f1: 0.7333333333333334,
      precision: 0.75,
      recall: 0.7285714285714285,
      auc: 0.8428571428571429,
      logLoss: 0.46507608608209683,
    },
    confusion: [
      [6, 1],
      [2, 3],
    ],
  },
  'three classes': {
    labels: [0, 1, 2, 1, 0, 2, 1, 0, 0, 2, 2, 1],
    probabilities: three,
    expected: {
      accuracy: 0.5833333333333334,
      balancedAccuracy: 0.5833333333333334,
      f1: 0.5809523809523809,
      precision: 0.611111111111111,
      recall: 0.5833333333333334,
      auc: 0.765625,
      logLoss: 0.8677666863166245,
    },
    confusion: [
      [3, 0, 1],
      [2, 2, 0],
      [1, 1, 2],
    ],
  },
  // scikit-learn has no area here, for two classes have no rows
  'a class that is only chosen, and one that never occurs': {
    labels: [0, 1, 2, 2, 1, 1],
    probabilities: [0, 1, 3, 2, 0, 1].map(chosen),
    expected: {
      accuracy: 0.6666666666666666,
      balancedAccuracy: 0.7222222222222222,
      f1: 0.5333333333333333,
      precision: 0.625,
      recall: 0.5416666666666666,
      logLoss: 1.155245300933242,
    },
    confusion: [
      [1, 0, 0, 0, 0],
      [1, 2, 0, 0, 0],
      [0, 0, 1, 1, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ],
  },
}

/** scikit-learn 1.9.1 mean_absolute_percentage_error, median_absolute_error and so on. */
export const valued = {
  y: [3, -0.5, 2, 7, 4.25, 10],
  predicted: [2.5, 0, 2, 8, 4, 7],
  expected: {
    mape: 0.2780578898225957,
    medianAbsoluteError: 0.5,
    rmse: 1.3268069440075547,
    mae: 0.875,
    r2: 0.8486793015967766,
  },
}

export function factsOf(labels: readonly number[], classes: number): PartFacts {
  const support = Array.from({ length: classes }, (_, of) => labels.filter((l) => l === of).length)
  return {
    rows: labels.length,
    totalSquares: 0,
    support,
    weightByClass: support,
    logSlope: 0,
    relativeRows: 0,
  }
}
