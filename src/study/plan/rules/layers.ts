import { scaledSides } from '../../check/default-space.ts'
import { isShort, shortSeconds, trainerSeconds, typicalCost } from '../cost.ts'
import { embedsNumbers, manyRows, mostEmbedded } from '../facts.ts'
import { choice, float, logFloat } from '../holes.ts'
import { type Context, defineRule, type Json, otherwise } from '../rule.ts'
import { leastEpochs } from './epochs.ts'
import { imageNetworks } from './network-of-images.ts'

/** A network is offered if the budget holds this many of its shortest trials. */
const leastTrials = 10
/** Levels of a column from which its categories get learned vectors. */
const manyLevels = 30

/** A factor for each input, learned fast: the network chooses its inputs, as RealMLP does. */
const scaling = { type: 'scaling', learningRateFactor: 6 }

/** Of sines and cosines, whose frequencies decide how finely a number is seen: many rows can tell fine steps from noise. */
const embeddedNumbers = {
  type: 'numericEmbedding',
  units: 8,
  keepNumber: true,
  frequencyScale: logFloat('frequencyScale', { low: 0.1, high: 2, default: 0.5 }),
}

const outputs = { type: 'dense', units: 'outputs' }

export const layers = defineRule({
  decides: 'the networks',
  fields: [],
  cases: [
    {
      when: 'images',
      takes: `up to four convolutional networks with batch normalization, of growing size: those of which the budget holds ${leastTrials} short trials; random shifts, turns and sizes of the images, mirrored too if they have colours; dropout`,
      applies: ({ facts: { kind } }) => kind === 'image',
      choose: ofImages,
    },
    {
      when: 'sequences',
      takes: 'convolutions along the steps, or a `gru`; dropout',
      applies: ({ facts: { kind } }) => kind === 'sequence',
      choose: ofSequences,
    },
    {
      when: 'numbers with several axes',
      takes: 'flattened, then as a table',
      applies: ({ facts: { kind } }) => kind === 'tensor',
      choose: (context) => ofTable(context, [{ type: 'flatten' }]),
    },
    {
      when: `a table with a categorical column of ${manyLevels} levels or more`,
      takes: 'learned vectors of 2 to 8 numbers for categories (`embedding`), then as a table',
      applies: ({ facts: { mostLevels } }) => mostLevels >= manyLevels,
      choose: (context) =>
        ofTable(
          context,
          [{ type: 'embedding', units: choice('embedding', [2, 4, 8], 4) }],
          `a column has ${context.facts.mostLevels} levels`,
        ),
    },
    {
      when: 'a table with more inputs than a tenth of its rows',
      takes: 'dropout of inputs, up to half, then as a table',
      applies: ({ facts: { inputs, rows } }) => 10 * inputs > rows,
      choose: (context) =>
        ofTable(
          context,
          [{ type: 'dropout', rate: dropout('inputDropout', 0.05) }],
          `${context.facts.inputs} inputs, ${context.facts.rows} rows`,
        ),
    },
    otherwise(
      (context) => ofTable(context, []),
      'a factor for each input (`scaling`), then 1 to 4 dense layers, as wide as the rows allow: 32 to 128 units below 1,000 rows, 64 to 256 below 30,000, 128 to 512 above; `selu`, `mish` or `relu`, each followed by dropout. ' +
        `From ${manyRows} rows on, with at most ${mostEmbedded} numeric columns, every table has learned vectors of 8 numbers for each of them (\`numericEmbedding\`) behind the factors. ` +
        `If the trainers have less than ${shortSeconds} s for the search, 1 to 3 layers of \`selu\`, of the two smaller widths, so that trials share compiled graphs`,
    ),
  ],
})

function ofImages({ facts, draft }: Context) {
  const { resize } = (draft.space.preprocess ?? {}) as { resize?: [number, number] }
  const networks = imageNetworks(resize ?? scaledSides(facts.data.inputShape ?? []))
  const isAffordable = ({ layers: inner }: { layers: Json[] }) => {
    const space = { ...draft.space, layers: withHead(inner), epochs: 1 }
    const cost = typicalCost(space, draft.validation, facts)
    const trial = cost.start + leastEpochs(facts) * cost.epoch
    return leastTrials * trial <= trainerSeconds(facts)
  }
  const offered = networks.filter((network, at) => at === 0 || isAffordable(network))
  const sizes = offered.map(({ size }) => size)
  const lists = offered.map(({ layers: inner }) => [augmentation(facts.data), ...withHead(inner)])
  const network =
    lists.length === 1 ? lists[0] : choice('network', lists, Math.min(1, lists.length - 1))
  return {
    set: { space: { layers: network } },
    chose: `${lists.length === 1 ? 'one convolutional network' : 'convolutional networks'}: ${sizes.join(', ')}`,
    because: `of which the budget holds ${leastTrials} short trials`,
  }
}

function augmentation({ inputShape }: Context['facts']['data']): Json {
  const isColour = inputShape?.[2] === 3
  return {
    type: 'augment',
    shift: float('shift', { low: 0, high: 0.15, default: 0.07 }),
    rotation: float('rotation', { low: 0, high: 15, default: 8 }),
    scale: float('scale', { low: 0, high: 0.15, default: 0.08 }),
    ...(isColour ? { flip: 'horizontal' } : {}),
  }
}

function withHead(inner: readonly Json[]): Json[] {
  return [
    ...inner,
    { type: 'flatten' },
    { type: 'dropout', rate: dropout('dropout', 0.2) },
    outputs,
  ]
}

function ofSequences({ facts }: Context) {
  const [steps = 1] = facts.data.inputShape ?? []
  const [narrow, middle, wide] = widths(facts.rows)
  const units = choice('units', [narrow, middle, wide], middle)
  const conv = {
    type: 'conv1d',
    filters: units,
    kernelSize: Math.min(5, steps),
    padding: 'same',
    activation: 'relu',
  }
  const end = [{ type: 'dropout', rate: dropout('dropout', 0.1) }, outputs]
  const lists = [
    [repeated([conv], 3), { type: 'flatten' }, ...end],
    [{ type: 'gru', units }, ...end],
  ]
  return {
    set: { space: { layers: choice('network', lists, 0) } },
    chose: `convolutions along ${steps} steps, or a gru`,
  }
}

function ofTable({ facts }: Context, first: readonly Json[], because?: string) {
  const isBrief = isShort(facts)
  const sizes = widths(facts.rows).slice(0, isBrief ? 2 : 3)
  const mostLayers = isBrief ? 3 : 4
  const hidden = [
    {
      type: 'dense',
      units: choice('units', sizes, sizes[1]),
      activation: isBrief ? 'selu' : choice('activation', ['selu', 'mish', 'relu'], 'selu'),
    },
    { type: 'dropout', rate: dropout('dropout', 0.15) },
  ]
  const embedded = embedsNumbers(facts) ? [embeddedNumbers] : []
  const start = [...first, ...embedded].map(({ type }) => `${type}, `).join('')
  return {
    set: {
      space: {
        layers: [...first, scaling, ...embedded, repeated(hidden, mostLayers), outputs],
      },
    },
    chose: `${start}1 to ${mostLayers} dense layers of ${sizes[0]} to ${sizes.at(-1)} units`,
    ...(because === undefined ? {} : { because }),
  }
}

function repeated(block: Json[], most: number): Json {
  const times = { $int: { low: 1, high: most, default: 2 }, name: 'hiddenLayers' }
  return { $repeat: { times, layers: block } }
}

function dropout(name: string, value: number): Json {
  return float(name, { low: 0, high: 0.5, default: value })
}

/** Units: few numbers, so that trials share compiled graphs. */
function widths(rows: number): [number, number, number] {
  if (rows < 1_000) return [32, 64, 128]
  if (rows < 30_000) return [64, 128, 256]
  return [128, 256, 512]
}
