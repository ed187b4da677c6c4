/** What the networks of a trial predict for the rows that its folds held back, as bytes: a blend is chosen by them. */

import { pack, unpack } from '../network/packed.ts'
import type { LossSpec } from '../spec.ts'
import type { MemberRows } from './mix-rows.ts'

export interface HeldOut {
  loss: LossSpec
  folds: HeldOutRows[]
  msPerRow: number // to predict
}

export type HeldOutRows = Omit<MemberRows, 'weight'>

type FoldContent = Omit<HeldOutRows, 'rows'> & {
  has: { weights: boolean; relative: boolean; z: boolean }
}

interface HeldOutContent extends Pick<HeldOut, 'loss' | 'msPerRow'> {
  folds: FoldContent[]
}

export function encodeHeldOut({ loss, folds, msPerRow }: HeldOut): Buffer {
  const content: HeldOutContent = {
    loss,
    msPerRow,
    folds: folds.map(({ facts, target, rows: { weights, relative, z } }) => ({
      facts,
      target,
      has: { weights: weights !== null, relative: relative !== null, z: z !== undefined },
    })),
  }
  const arrays = folds.flatMap(({ rows: { perSample, predicted, y, weights, relative, z } }) => [
    perSample,
    predicted,
    Float32Array.from(y),
    ...(weights ? [weights] : []),
    ...(relative ? [relative] : []),
    ...(z ? [z] : []),
  ])
  return pack('held-out', content, arrays)
}

/** @throws Error if `encodeHeldOut` did not write the bytes */
export function decodeHeldOut(bytes: Uint8Array): HeldOut {
  const { content, arrays } = unpack('held-out', bytes)
  const { loss, msPerRow, folds } = content as HeldOutContent
  let at = 0
  const next = () => arrays[at++]!
  return {
    loss,
    msPerRow,
    folds: folds.map(({ facts, target, has }) => {
      const [perSample, predicted, y] = [next(), next(), next()]
      const rows = {
        perSample,
        predicted,
        y: target === null ? Int32Array.from(y) : y,
        weights: has.weights ? next() : null,
        relative: has.relative ? next() : null,
        ...(has.z && { z: next() }),
      }
      return { facts, target, rows }
    }),
  }
}
