/** Suggests names similar to a mistyped one, for error messages. */

/** Names that other tools use, in lower case without `_`, with our names; one of them may be accepted. */
const otherWords: Readonly<Record<string, readonly string[]>> = {
  // options of training
  lr: ['learningRate'],
  eta: ['learningRate', 'reductionFactor'],
  bs: ['batchSize'],
  iterations: ['epochs', 'trials'],
  hidden: ['units'],
  hiddensize: ['units'],
  hiddenunits: ['units'],
  neurons: ['units'],
  nodes: ['units'],
  outputdim: ['units'],
  channels: ['filters'],
  kernel: ['kernelSize'],
  stride: ['strides'],
  bias: ['useBias'],
  nonlinearity: ['activation'],
  p: ['rate'],
  dropout: ['rate'],
  dropoutrate: ['rate'],
  regularization: ['l2'],
  gradientclipping: ['clipNorm'],
  maxgradnorm: ['clipNorm'],
  lrschedule: ['schedule'],
  ema: ['averaging'],
  swa: ['averaging'],
  scheduler: ['schedule', 'pruner'],
  network: ['layers'],
  model: ['layers'],
  criterion: ['loss'],
  // layers
  fc: ['dense'],
  linear: ['dense'],
  fullyconnected: ['dense'],
  conv: ['conv2d', 'conv1d'],
  convolution: ['conv2d', 'conv1d'],
  pooling: ['maxPool2d', 'maxPool1d'],
  pool: ['maxPool2d', 'maxPool1d'],
  maxpool: ['maxPool2d', 'maxPool1d'],
  maxpooling2d: ['maxPool2d'],
  averagepooling2d: ['avgPool2d'],
  globalpool: ['globalAveragePool2d'],
  bn: ['batchNorm'],
  swish: ['silu'],
  prelu: ['parametricActivation'],
  relu: ['activation'],
  tanh: ['activation'],
  // losses and metrics
  ce: ['crossEntropy'],
  bce: ['crossEntropy'],
  logloss: ['crossEntropy', 'nll'],
  categoricalcrossentropy: ['crossEntropy'],
  sparsecategoricalcrossentropy: ['crossEntropy'],
  binarycrossentropy: ['crossEntropy'],
  softmax: ['crossEntropy'],
  mse: ['meanSquaredError', 'rmse'],
  l1loss: ['meanAbsoluteError'],
  mae: ['meanAbsoluteError'],
  acc: ['accuracy'],
  val: ['validation'],
  // searches
  algorithm: ['sampler'],
  searcher: ['sampler'],
  suggester: ['sampler'],
  strategy: ['sampler'],
  earlystopper: ['pruner'],
  stopper: ['pruner'],
  goal: ['direction', 'objective'],
  mode: ['direction'],
  metric: ['objective'],
  parameters: ['space'],
  searchspace: ['space'],
  params: ['space'],
  hyperparameters: ['space'],
  data: ['dataset'],
  cv: ['kfold', 'validation'],
  crossvalidation: ['kfold', 'validation'],
  nsplits: ['folds'],
  k: ['folds'],
  jobs: ['parallelism'],
  workers: ['parallelism'],
  concurrency: ['parallelism'],
  timeout: ['seconds'],
  time: ['seconds'],
  randomstate: ['seed'],
  bayesian: ['gp', 'tpe'],
  bayes: ['gp', 'tpe'],
  bo: ['gp'],
  gaussianprocess: ['gp'],
  evolution: ['cmaes'],
  sha: ['asha'],
  successivehalving: ['asha'],
  // holes
  min: ['low'],
  from: ['low'],
  max: ['high'],
  to: ['high'],
  uniform: ['$float'],
  loguniform: ['$float'],
  categorical: ['$choice'],
  // datasets
  label: ['target'],
  labels: ['target'],
  y: ['target'],
  sep: ['delimiter'],
  separator: ['delimiter'],
  na: ['missing'],
  navalues: ['missing'],
  drop: ['ignore'],
  exclude: ['ignore'],
  categories: ['categorical'],
  testsize: ['testFraction', 'fraction'],
  testsplit: ['testFraction'],
  validationsplit: ['fraction', 'validation'],
  shape: ['inputShape'],
  type: ['format'],
}

const longest = 100 // longer names get no suggestions

/** Best first; empty if no name is similar. */
export function nearbyNames(name: string, names: readonly string[], count = 3): string[] {
  if (name.length > longest) return []
  const wanted = plain(name)
  const words = wordsFor(wanted).length > 0 ? wordsFor(wanted) : wordsFor(withoutCount(wanted))
  const meant = words.filter((word) => names.includes(word))
  // with one or two letters, every other name is one edit away
  const farthest = wanted.length < 3 ? 0 : Math.max(1, wanted.length / 3)
  const alike = names
    .slice(0, 2_000) // limits the cost, which is quadratic in the lengths
    .filter((known) => known.length <= longest)
    .map((known) => ({ known, distance: nameDistance(wanted, plain(known)) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((a, b) => a.distance - b.distance)
  // the same name in another spelling is unambiguous
  const [best] = alike
  if (best?.distance === 0) return [best.known]
  return [...new Set([...meant, ...alike.map(({ known }) => known)])].slice(0, count)
}

/** `did you mean "batchSize"?`; empty if no name is similar. */
export function didYouMean(name: string, names: readonly string[]): string {
  const nearby = nearbyNames(name, names, 2).map((known) => JSON.stringify(known))
  return nearby.length === 0 ? '' : `did you mean ${nearby.join(' or ')}?`
}

/** Appends a suggestion to the text. */
export function withHint(text: string, name: string, names: readonly string[]): string {
  const hint = didYouMean(name, names)
  return hint === '' ? text : `${text}; ${hint}`
}

function wordsFor(wanted: string): readonly string[] {
  return Object.hasOwn(otherWords, wanted) ? otherWords[wanted]! : []
}

/** Ignores hyphens, underscores, spaces and case. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '')
}

/** `n_epochs`, `numEpochs`, `max_epochs`: epochs. */
function withoutCount(name: string): string {
  return name.replace(/^(?:n|num|max|total)/, '')
}

/** A name that contains the other one counts as near. */
function nameDistance(wanted: string, known: string): number {
  if (known === withoutCount(wanted)) return 0
  const distance = distanceBetween(wanted, known)
  const shorter = Math.min(wanted.length, known.length)
  const isPart = shorter >= 3 && (known.includes(wanted) || wanted.includes(known))
  return isPart ? Math.min(distance, 1) : distance
}

/** Damerau-Levenshtein distance: swapped neighbours count once. */
function distanceBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = isSwap ? beforeLast[j - 2]! + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(change, swap, last[j]! + 1, row[j - 1]! + 1))
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
