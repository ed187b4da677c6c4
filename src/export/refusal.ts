/** Refusals of what cannot be exported. */
import { flattenLayers } from '../engine/network/flatten-layers.ts'
import type { TrialSpec } from '../engine/spec.ts'
import { Problem, toPointer } from '../errors.ts'

/**
 * @param index   into the flattened layers; −1: none of them, but what the loss makes of the outputs
 * @param detail  why
 */
export function cannotExport(spec: TrialSpec, index: number, detail: string): Problem {
  const layer = flattenLayers(spec.layers)[index]
  const [name, path] = layer
    ? [`the layer ${layer.spec.type}`, layer.path]
    : [`the loss ${spec.loss.type}`, ['loss']]
  return refusal(['spec', ...path], name, detail)
}

/** @param option  of the specification */
export function cannotExportOption(option: keyof TrialSpec, detail: string): Problem {
  return refusal(['spec', option], `the option ${option}`, detail)
}

function refusal(path: readonly PropertyKey[], name: string, detail: string): Problem {
  return new Problem('cannot-be-exported', `The model cannot be exported: ${name}, ${detail}`, [
    { pointer: toPointer(path), detail: `${name}: ${detail}` },
  ])
}
