/** What is measured, in the order of how much it matters: a run that is cut off has the first blocks. */
import { type Kind, kinds } from './contenders.ts'

export interface Setting {
  name: string
  network: 'mlp' | 'conv'
  batch: number
}

/** Contenders that are measured in turns. */
export interface Block {
  setting: Setting
  lanes: number
  epochs: number // of a measurement: a few thousand steps of a small network, as in a search
  kinds: readonly Kind[]
}

const mlp100 = { name: 'mlp-100', network: 'mlp', batch: 100 } as const
const mlp10 = { name: 'mlp-10', network: 'mlp', batch: 10 } as const
const conv128 = { name: 'conv-128', network: 'conv', batch: 128 } as const

const order: readonly [Setting, lanes: number, epochs: number][] = [
  [mlp100, 1, 250],
  [mlp100, 16, 250],
  [conv128, 8, 20],
  [mlp100, 256, 50],
  [mlp100, 64, 100],
  [conv128, 1, 40],
  [mlp10, 1, 20],
  [mlp10, 16, 20],
  [conv128, 32, 10],
]

/** The same blocks once more, with the slow starters, beside one of the first to compare with. */
const extra = 4
const reference = 'PyTorch vmap, CUDA graph'

export interface Wanted {
  settings: readonly string[] | null // null: all
  lanes: readonly number[] | null
  kinds: readonly string[] | null
}

export function blocksOf(wanted: Wanted): Block[] {
  const isWanted = <T>(list: readonly T[] | null, one: T) => list?.includes(one) ?? true
  const block = (
    [setting, lanes, epochs]: (typeof order)[number],
    belongs: (kind: Kind) => boolean,
  ): Block => ({
    setting,
    lanes,
    epochs,
    kinds: kinds.filter(
      (kind) =>
        belongs(kind) &&
        isWanted(wanted.kinds, kind.name) &&
        isWanted<string>(kind.networks ?? null, setting.network) &&
        lanes >= (kind.least ?? 1) &&
        lanes <= (kind.most ?? Number.POSITIVE_INFINITY),
    ),
  })
  const first = order.map((one) => block(one, ({ isExtra }) => !isExtra))
  const last = order
    .slice(0, extra)
    .map((one) => block(one, ({ isExtra, name }) => isExtra === true || name === reference))
  return [...first, ...last].filter(
    ({ setting, lanes, kinds: chosen }) =>
      isWanted(wanted.settings, setting.name) && isWanted(wanted.lanes, lanes) && chosen.length > 0,
  )
}
