/**
 * Registry of analyses: a new one is a file and a line here. Routes, /openapi.json and docs/api.md are generated from
 * it.
 */
import type { Analysis } from './analysis.ts'
import { contourAnalysis } from './contour.ts'
import { coverage } from './coverage.ts'
import { curves } from './curves.ts'
import { edf } from './edf.ts'
import { importance } from './importance.ts'
import { parallel } from './parallel.ts'
import { pareto } from './pareto.ts'
import { pruning } from './pruning.ts'
import { sliceAnalysis } from './slice.ts'

export const analyses = {
  importance,
  pareto,
  curves,
  slice: sliceAnalysis,
  contour: contourAnalysis,
  parallel,
  edf,
  coverage,
  pruning,
} as const satisfies Record<string, Analysis>
