/** The reference is torch.optim.SGD, “Algorithm” in its documentation. */
import { follows } from './reference.ts'

follows(
  'sgd without momentum',
  { type: 'sgd', options: { learningRate: 0.1 } },
  (w, g) => w - 0.1 * g,
)

follows(
  'sgd with momentum and weight decay',
  { type: 'sgd', options: { learningRate: 0.1, momentum: 0.9, weightDecay: 0.05 } },
  (w, g, m) => {
    m.v = 0.9 * (m.v ?? 0) + (g + 0.05 * w)
    return w - 0.1 * m.v
  },
)

follows(
  'sgd with Nesterov momentum',
  { type: 'sgd', options: { learningRate: 0.1, momentum: 0.8, nesterov: true, weightDecay: 0.05 } },
  (w, g, m) => {
    const d = g + 0.05 * w
    m.v = 0.8 * (m.v ?? 0) + d
    return w - 0.1 * (d + 0.8 * m.v)
  },
)
