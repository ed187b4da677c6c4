/**
 * The constants of CMA-ES for a dimension and a population size.
 *
 * @see Hansen 2016, "The CMA evolution strategy: a tutorial", arXiv:1604.00772, table 1 (eqs. 48–58)
 */
export interface CmaConstants {
  dimension: number
  populationSize: number // λ
  parents: number // μ
  weights: readonly number[] // [λ], best first; positive weights add up to 1, the rest are negative
  muEff: number
  c1: number // rank-one update
  cMu: number // rank-μ update
  cC: number // evolution path of the rank-one update
  cSigma: number // evolution path of the step size
  dSigma: number // damping of the step size
  chi: number // E‖N(0, I)‖
}

/** λ = 4 + ⌊2 ln n⌋: less than in the tutorial (eq. 48: 3 ln n), which suits a few hundred trials. */
export function defaultPopulation(dimension: number): number {
  return 4 + Math.floor(2 * Math.log(dimension))
}

export function cmaConstants(n: number, lambda: number): CmaConstants {
  const mu = Math.floor(lambda / 2)
  const raw = Array.from({ length: lambda }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1))
  const muEff = effective(raw.slice(0, mu))
  const muEffMinus = effective(raw.slice(mu))
  const c1 = 2 / ((n + 1.3) ** 2 + muEff)
  const cMu = Math.min(1 - c1 - 1e-8, (2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff))
  const alpha = Math.min(
    1 + c1 / cMu,
    1 + (2 * muEffMinus) / (muEff + 2),
    (1 - c1 - cMu) / (n * cMu),
  )
  const positive = sum(raw.filter((weight) => weight > 0))
  const negative = -sum(raw.filter((weight) => weight < 0))
  const cSigma = (muEff + 2) / (n + muEff + 5)
  return {
    dimension: n,
    populationSize: lambda,
    parents: mu,
    weights: raw.map((weight) => (weight >= 0 ? weight / positive : (alpha * weight) / negative)),
    muEff,
    c1,
    cMu,
    cC: (4 + muEff / n) / (n + 4 + (2 * muEff) / n),
    cSigma,
    dSigma: 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma,
    chi: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  }
}

function effective(weights: readonly number[]): number {
  return sum(weights) ** 2 / sum(weights.map((weight) => weight * weight))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
