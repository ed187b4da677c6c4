/**
 * A search that shows what Sweepd does within a minute or two: small convolutional networks for the built-in
 * handwritten digits. `test/web/pages/studies/digits-example.test.ts` has the API check it.
 */
export const digitsExample = {
  name: 'Digits example',
  tags: ['example'],
  dataset: 'mnist',
  objective: { metric: 'validation.accuracy', direction: 'maximize' },
  space: {
    preprocess: { resize: [14, 14] },
    layers: [
      {
        $repeat: {
          times: { $int: { low: 1, high: 2 } },
          layer: {
            type: 'conv2d',
            filters: { $choice: [4, 8, 12] },
            kernelSize: { $choice: [3, 5] },
            padding: 'same',
            activation: { $choice: ['relu', 'tanh'] },
          },
        },
      },
      { type: 'maxPool2d', poolSize: 2 },
      { type: 'flatten' },
      { type: 'dropout', rate: { $float: { low: 0, high: 0.5 } } },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: {
      $choice: [
        { type: 'adam', learningRate: { $float: { low: 1e-4, high: 3e-2, log: true } } },
        {
          type: 'sgd',
          learningRate: { $float: { low: 1e-3, high: 0.5, log: true } },
          momentum: 0.9,
        },
      ],
    },
    batchSize: { $choice: [32, 64, 128] },
    epochs: 6,
  },
  sampler: { type: 'tpe' },
  pruner: { type: 'median' },
  budget: { trials: 30, seconds: 90 },
  seed: 1,
} as const

/** The smallest request that starts a search, to be run in a terminal. */
export function curlCommand(origin: string, needsKey: boolean): string {
  const body = JSON.stringify({ dataset: 'mnist', budget: { seconds: 60 } })
  return [
    `curl ${origin}/v1/studies`,
    ...(needsKey ? ['-H "Authorization: Bearer $SWEEPD_API_KEY"'] : []),
    "-H 'Content-Type: application/json'",
    `-d '${body}'`,
  ].join(' \\\n  ')
}
