/** own = unit · ((1 + step · y)^(1 / lambda) − 1). */
import { defineInverse } from './inverse.ts'

/** The least 1 + step · y: a power has no value at or below 0. */
const least = 1e-6

export const boxCox = defineInverse<{ lambda: number; unit: number; step: number }>({
  parameters: (fitted) => ({
    lambda: fitted.map(({ lambda }) => lambda),
    unit: fitted.map(({ unit }) => unit),
    step: fitted.map(({ step }) => step),
  }),
  restore(tf, y, { lambda, unit, step }) {
    const above = tf.maximum(tf.mul(y, step!), least - 1)
    return tf.mul(tf.expm1(tf.div(tf.log1p(above), lambda!)), unit!)
  },
})
