/** GRU, like PyTorch's (reset after the product). @see Cho et al. 2014, "Learning phrase representations using RNN encoder–decoder" */
import { defineRecurrent } from './recurrent.ts'

export const gru = defineRecurrent('gru', {
  summary: 'Gated recurrent unit over a sequence.',
  gates: 3,
  states: 1,
  hasRecurrentBias: true,
  step(tf, input, [state], { product }) {
    const [resetX, updateX, newX] = tf.split(input, 3, 2)
    const [resetH, updateH, newH] = tf.split(product, 3, 2)
    const reset = tf.sigmoid(tf.add(resetX!, resetH!))
    const update = tf.sigmoid(tf.add(updateX!, updateH!))
    const candidate = tf.tanh(tf.add(newX!, tf.mul(reset, newH!)))
    return [tf.add(candidate, tf.mul(update, tf.sub(state!, candidate)))]
  },
})
