/** own = unit · (e^(scale · y) − 1). */
import { defineInverse } from './inverse.ts'

export const log = defineInverse<{ unit: number; scale: number }>({
  parameters: (fitted) => ({
    unit: fitted.map(({ unit }) => unit),
    scale: fitted.map(({ scale }) => scale),
  }),
  restore: (tf, y, { unit, scale }) => tf.mul(tf.expm1(tf.mul(y, scale!)), unit!),
})
