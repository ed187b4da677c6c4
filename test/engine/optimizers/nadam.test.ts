import { follows } from './reference.ts'

follows(
  'nadam, whose momentum is constant',
  { type: 'nadam', options: { learningRate: 0.02, epsilon: 1e-3, weightDecay: 0.1 } },
  (w, g, m, _, t) => {
    const d = g + 0.1 * w
    m.m = 0.9 * (m.m ?? 0) + 0.1 * d
    m.v = 0.999 * (m.v ?? 0) + 0.001 * d * d
    const ahead = (0.9 * m.m) / (1 - 0.9 ** (t + 1)) + (0.1 * d) / (1 - 0.9 ** t)
    return w - (0.02 * ahead) / (Math.sqrt(m.v / (1 - 0.999 ** t)) + 1e-3)
  },
)
