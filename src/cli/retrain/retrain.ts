/** `sweepd retrain <folder>`: trains a trial again from the folder that `sweepd reproduce` wrote, and compares. */
import crypto from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { loadConfig } from '../../config.ts'
import type { EpochMetrics } from '../../epoch-metrics.ts'
import type { Recipe } from '../../study/answers/recipe.ts'
import { type Retrained, retrain } from '../../worker/retrain.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { FileError, readJson } from '../read-json.ts'
import { formatDuration } from '../show/format.ts'
import type { Terminal } from '../terminal.ts'
import { compareEpochs, type Difference } from './compare.ts'

/** @param tolerance  largest relative difference of a number that still counts as equal; 0: the same bits */
export async function retrainFolder(
  env: Record<string, string | undefined>,
  terminal: Terminal,
  { folder, tolerance }: { folder: string; tolerance: number },
): Promise<ExitCode> {
  const say = (text: string) => terminal.write(`${text}\n`)
  const recipe = (await readJson(path.join(folder, 'recipe.json'))) as Recipe
  const before = (await readJson(path.join(folder, 'epochs.json'))) as EpochMetrics[]
  const datasetPath = path.join(folder, 'dataset.bin')
  if ((await sha256Of(datasetPath)) !== recipe.dataset.sha256) {
    terminal.writeError(`${datasetPath}: not the bytes that the trial was trained on\n`)
    return exitCodes.refused
  }
  const { device } = loadConfig(env)
  say(`Training trial ${recipe.trial.number} of ${recipe.study.name} again`)
  const again = await retrain(recipe, { datasetPath, device })
  const { backend, durationMs, end } = again
  say(`${backend.library} on ${backend.device}, ${formatDuration(durationMs)}`)
  if (end.how !== 'complete') {
    terminal.writeError(`The training ended as ${end.how}.\n`)
    return exitCodes.differs
  }
  const difference = compareEpochs(before, again.epochs)
  const isSameModel = sameModel(recipe, again)
  for (const line of describe(difference, isSameModel)) say(line)
  const isSame = difference.unequal === 0 && isSameModel !== false
  return isSame || (tolerance > 0 && difference.largest <= tolerance)
    ? exitCodes.ok
    : exitCodes.differs
}

/** Null if the study did not keep the model. */
function sameModel({ model }: Recipe, { end }: Retrained): boolean | null {
  if (model === null || end.how !== 'complete') return null
  return crypto.createHash('sha256').update(end.model).digest('hex') === model.sha256
}

function* describe(
  { numbers, unequal, firstStep, largest }: Difference,
  isSameModel: boolean | null,
): Generator<string> {
  yield unequal === 0
    ? `metrics: all ${numbers} numbers are equal, bit for bit`
    : `metrics: ${unequal} of ${numbers} numbers differ, from epoch ${firstStep} on, by at most ${largest.toPrecision(2)} of their value`
  if (isSameModel === null) yield 'model: was not kept, so its weights cannot be compared'
  else yield isSameModel ? 'model: the same bytes' : 'model: other bytes'
  if (unequal > 0 || isSameModel === false) {
    yield 'Bits differ on another processor or library, and for a trial that was trained beside others in one graph; see README.md.'
  }
}

async function sha256Of(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error) => {
    throw new FileError(file, error)
  })
  return crypto.createHash('sha256').update(bytes).digest('hex')
}
