/** LSTM, like PyTorch's. @see Hochreiter & Schmidhuber 1997, "Long short-term memory", with forget gates (Gers et al. 2000) */
import { defineRecurrent } from './recurrent.ts'

export const lstm = defineRecurrent('lstm', {
  summary: 'Long short-term memory over a sequence.',
  gates: 4,
  states: 2,
  hasRecurrentBias: false,
  step(tf, input, [, cell], { product }) {
    const [into, forget, candidate, out] = tf.split(tf.add(input, product), 4, 2)
    const kept = tf.mul(tf.sigmoid(forget!), cell!)
    const next = tf.add(kept, tf.mul(tf.sigmoid(into!), tf.tanh(candidate!)))
    return [tf.mul(tf.sigmoid(out!), tf.tanh(next)), next]
  },
})
