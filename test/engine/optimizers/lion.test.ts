import { follows } from './reference.ts'

// Chen et al. 2023, Alg. 2
follows(
  'lion',
  { type: 'lion', options: { learningRate: 0.01, beta1: 0.9, beta2: 0.98, weightDecay: 0.1 } },
  (w, g, m) => {
    const between = 0.9 * (m.m ?? 0) + 0.1 * g
    m.m = 0.98 * (m.m ?? 0) + 0.02 * g
    return w - 0.01 * (Math.sign(between) + 0.1 * w)
  },
)
