/** The reference is torch.optim.RMSprop, “Algorithm” in its documentation. */
import { follows } from './reference.ts'

follows(
  'rmsprop with momentum and weight decay',
  {
    type: 'rmsprop',
    options: { learningRate: 0.01, decay: 0.95, momentum: 0.9, weightDecay: 0.1, epsilon: 1e-2 },
  },
  (w, g, m) => {
    const d = g + 0.1 * w
    m.v = 0.95 * (m.v ?? 0) + 0.05 * d * d
    m.b = 0.9 * (m.b ?? 0) + d / (Math.sqrt(m.v) + 1e-2)
    return w - 0.01 * m.b
  },
)
