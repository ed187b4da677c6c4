/** What a study begins with whose trials are trained by a program of one's own; pure. */
export const externalStudy = {
  objective: { metric: 'loss', direction: 'minimize' },
  space: {
    learningRate: { $float: { low: 0.0001, high: 0.1, log: true } },
    depth: { $int: { low: 1, high: 8 } },
    optimizer: {
      $choice: [
        { type: 'adam', beta1: { $float: { low: 0.8, high: 0.99 } } },
        { type: 'sgd', momentum: { $float: { low: 0, high: 0.99 } } },
      ],
    },
  },
  sampler: { type: 'auto' },
  budget: { trials: 100 },
}
