/** Commands that use a trained model: `sweepd predict`, `sweepd evaluate`, `sweepd model`. */
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Prediction } from '../answers.ts'
import { ServerUnreachable } from '../client.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { bestTrial, findStudy } from '../find-study.ts'
import { FileError, readJson } from '../read-json.ts'
import { formatNumber } from '../show/format.ts'
import { showTable } from '../show/table.ts'

export interface ModelOptions {
  trial?: number // default: the best trial
  json?: boolean
}

/** `sweepd predict <study> rows.json` */
export async function predict(
  { client, terminal }: Context,
  idOrName: string,
  file: string,
  { trial, json }: ModelOptions,
): Promise<ExitCode> {
  const study = await findStudy(client, idOrName)
  const inputs = extractRows(await readJson(file))
  const answer = await client.predict(study.id, trial ?? bestTrial(study), inputs)
  terminal.write(`${json ? JSON.stringify(answer) : showPredictions(answer.predictions)}\n`)
  return exitCodes.ok
}

/** `sweepd evaluate <study>`: metrics on the test rows. */
export async function evaluate(
  { client, terminal }: Context,
  idOrName: string,
  { trial, json }: ModelOptions,
): Promise<ExitCode> {
  const study = await findStudy(client, idOrName)
  const number = trial ?? bestTrial(study)
  const answer = await client.evaluate(study.id, number)
  const lines = Object.entries(answer.metrics).map(([name, value]) => [name, formatNumber(value)])
  const text = `${study.name}, trial ${number}, on ${answer.rows} test rows:\n${showTable(['metric', 'value'], lines)}`
  terminal.write(`${json ? JSON.stringify(answer) : text}\n`)
  return exitCodes.ok
}

/** `sweepd model <study> --format onnx -o model.onnx`: the model as a file for other programs. */
export async function downloadModel(
  { client, terminal }: Context,
  idOrName: string,
  { trial, format, output }: { trial?: number; format: string; output: string },
): Promise<ExitCode> {
  const { id } = await findStudy(client, idOrName)
  const parts = await client.modelFile(id, trial ?? null, format)
  const file = createWriteStream(output)
  await pipeline(parts, file).catch((error) => {
    throw error instanceof ServerUnreachable ? error : new FileError(output, error)
  })
  terminal.write(`${output}: ${file.bytesWritten} bytes\n`)
  return exitCodes.ok
}

/** Accepts one row, a list of rows, or a request body; the server checks the rest. */
function extractRows(json: unknown): unknown {
  if (Array.isArray(json)) return json
  if (typeof json !== 'object' || json === null) return json
  return 'inputs' in json ? json.inputs : [json]
}

function showPredictions(predictions: readonly Prediction[]): string {
  const rows = predictions.map((prediction, row) => {
    if ('value' in prediction) {
      const { value, deviation } = prediction
      return [
        String(row),
        formatNumber(value),
        deviation === undefined ? '' : `± ${formatNumber(deviation)}`,
      ]
    }
    return [String(row), prediction.label, formatNumber(Math.max(...prediction.probabilities))]
  })
  const isClass = predictions.some((prediction) => 'label' in prediction)
  return showTable(['row', 'prediction', isClass ? 'probability' : 'deviation'], rows)
}
