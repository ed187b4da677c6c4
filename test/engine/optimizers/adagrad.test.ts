/** The reference is torch.optim.Adagrad, “Algorithm” in its documentation. */
import { follows } from './reference.ts'

follows(
  'adagrad with weight decay',
  { type: 'adagrad', options: { learningRate: 0.1, weightDecay: 0.05, epsilon: 1e-3 } },
  (w, g, m) => {
    const d = g + 0.05 * w
    m.s = (m.s ?? 0) + d * d
    return w - (0.1 * d) / (Math.sqrt(m.s) + 1e-3)
  },
)
