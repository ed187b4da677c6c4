/** The reference is torch.optim.Adamax, “Algorithm” in its documentation. */
import { follows } from './reference.ts'

follows(
  'adamax',
  { type: 'adamax', options: { learningRate: 0.02, epsilon: 1e-3 } },
  (w, g, m, _, t) => {
    m.m = 0.9 * (m.m ?? 0) + 0.1 * g
    m.u = Math.max(0.999 * (m.u ?? 0), Math.abs(g) + 1e-3)
    return w - ((0.02 / (1 - 0.9 ** t)) * m.m) / m.u
  },
)
