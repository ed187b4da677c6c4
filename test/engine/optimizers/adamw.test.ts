/** The reference is torch.optim.AdamW, “Algorithm” in its documentation. */
import { follows } from './reference.ts'

follows(
  'adamw, whose decay is apart from the gradient',
  { type: 'adamw', options: { learningRate: 0.02, weightDecay: 0.1, beta1: 0.8, beta2: 0.99 } },
  (w, g, m, _, t) => {
    m.m = 0.8 * (m.m ?? 0) + 0.2 * g
    m.v = 0.99 * (m.v ?? 0) + 0.01 * g * g
    const root = Math.sqrt(m.v / (1 - 0.99 ** t)) + 1e-8
    return w * (1 - 0.02 * 0.1) - (0.02 * (m.m / (1 - 0.8 ** t))) / root
  },
)
