/** Weights for Keras: NumPy arrays, and a Python module that builds the network and loads them. No preprocessing. */
import type { TrainedModel } from '../../engine/network/model.ts'
import { buildNetwork } from '../../engine/network/network.ts'
import { networkShape } from '../../engine/resize.ts'
import { describeModel } from '../describe.ts'
import type { ExportedFile, ExportFormat } from '../format.ts'
import { type KerasArray, kerasActivations, kerasLayers } from '../keras/layers.ts'
import { npy } from '../keras/npy.ts'
import { cannotExport, cannotExportOption } from '../refusal.ts'
import { zip } from '../zip.ts'

export const kerasWeights: ExportFormat = {
  summary:
    'weights as NumPy arrays, with a Keras module that builds the network, without preprocessing',
  extension: 'zip',
  async write(_, members, card) {
    const files = await Promise.all(
      members.map(async ({ model }, index) => {
        const folder = members.length === 1 ? '' : `member_${index + 1}/`
        return (await filesOf(model)).map(({ name, bytes }) => ({ name: folder + name, bytes }))
      }),
    )
    return [...files.flat(), describeModel(members, card, null)]
  },
}

async function filesOf(model: TrainedModel): Promise<ExportedFile[]> {
  const { lines, arrays } = translate(model)
  const weights = arrays.map(({ name, shape, values }) => ({
    name: `${name}.npy`,
    bytes: npy(values, shape),
  }))
  return [
    { name: 'model.py', bytes: Buffer.from(moduleText(lines)) },
    { name: 'weights.npz', bytes: await zip(weights) },
  ]
}

/** @throws Problem cannot-be-exported */
function translate(model: TrainedModel): {
  lines: string[]
  arrays: (KerasArray & { name: string })[]
} {
  const { spec, weights } = model
  if (spec.testShifts && spec.testShifts.images > 1) {
    const detail = 'a Keras network sees each image once: take another format'
    throw cannotExportOption('testShifts', detail)
  }
  const network = buildNetwork(spec, model)
  const input = networkShape(model.inputShape, spec.preprocess)
  if ('faults' in input) throw new Error(input.faults[0]!.detail)
  const lines = [
    `x = inputs = keras.Input((${input.shape.map((length) => `${length},`).join(' ')}))`,
  ]
  const arrays: (KerasArray & { name: string })[] = []
  const open: string[] = []
  for (const [index, { role, options, parameters }] of network.layers.entries()) {
    if (role === 'open') {
      open.push(`before_${index}`)
      lines.push(`before_${index} = x`)
      continue
    }
    if (role === 'close') {
      lines.push(`x = keras.layers.Add()([x, ${open.pop()}])`)
      continue
    }
    const make = kerasLayers[options.type]
    if (!make) throw cannotExport(spec, index, 'Keras has no such layer')
    const own = parameters.map(({ name }) => {
      const { shape, values } = weights.find(({ key }) => key === `layers.${index}.${name}`)!
      return [name, { shape, values }] as const
    })
    const { call, arrays: made } = make(options, Object.fromEntries(own))
    const name = `layer_${index}`
    if (call) lines.push(`x = keras.layers.${called(call, name)}(x)`)
    arrays.push(...made.map((array, at) => ({ ...array, name: `${name}.${at}` })))
    const activation = (options as { activation?: string }).activation ?? 'linear'
    const activate = kerasActivations[activation]
    if (activate === undefined) throw cannotExport(spec, index, `Keras has no ${activation}`)
    if (activate) lines.push(`x = keras.layers.${activate}(x)`)
  }
  return { lines, arrays }
}

/** `Dense(4)` as `Dense(4, name="layer_0")`. */
function called(call: string, name: string): string {
  return `${call.slice(0, -1)}${call.endsWith('()') ? '' : ', '}name="${name}")`
}

function moduleText(lines: readonly string[]): string {
  return `"""A network that Sweepd trained, in Keras 3. Its inputs are encoded and its outputs raw: see model-card.json."""
import pathlib

import keras
import numpy


def build() -> keras.Model:
    """The network with new weights."""
${lines.map((line) => `    ${line}\n`).join('')}    return keras.Model(inputs, x)


def load(path=pathlib.Path(__file__).with_name("weights.npz")) -> keras.Model:
    """The network with its trained weights."""
    model = build()
    arrays = numpy.load(path)
    for layer in model.layers:
        if layer.weights:
            layer.set_weights([arrays[f"{layer.name}.{at}"] for at in range(len(layer.weights))])
    return model
`
}
