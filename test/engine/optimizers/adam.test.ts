/** The reference is torch.optim.Adam, “Algorithm” in its documentation. */
import { follows } from './reference.ts'

follows(
  'adam with weight decay',
  { type: 'adam', options: { learningRate: 0.02, weightDecay: 0.1, epsilon: 1e-3 } },
  (w, g, m, _, t) => {
    const d = g + 0.1 * w
    m.m = 0.9 * (m.m ?? 0) + 0.1 * d
    m.v = 0.999 * (m.v ?? 0) + 0.001 * d * d
    return w - (0.02 * (m.m / (1 - 0.9 ** t))) / (Math.sqrt(m.v / (1 - 0.999 ** t)) + 1e-3)
  },
)

follows(
  'adam with betas 0, which is the sign of the gradient',
  { type: 'adam', options: { learningRate: 0.02, beta1: 0, beta2: 0 } },
  (w, g) => w - (0.02 * g) / (Math.abs(g) + 1e-8),
)
