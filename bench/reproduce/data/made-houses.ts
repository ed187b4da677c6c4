/** Houses whose prices follow a formula: a table of numbers, categories and gaps, for runs without the real one. */
import { rngFor } from '../../../src/search/rng.ts'
import type { Row } from '../problem.ts'

const places = { Hill: 1.3, River: 1.15, Center: 1.05, Station: 0.9, Field: 0.8 }
const kitchens = ['Fa', 'TA', 'Gd', 'Ex']

/** The same rows for the same number. Noise of a price: a deviation of 3 % at quality 1 to 21 % at quality 10. */
export function makeHouses(rows: number): Row[] {
  const rng = rngFor(2, 0)
  return Array.from({ length: rows }, (_, i) => {
    const quality = 1 + Math.min(9, Math.max(0, Math.round(4.5 + 2 * rng.normal())))
    const area = Math.round(1_400 * Math.exp(0.3 * rng.normal()) * (0.7 + 0.06 * quality))
    const lot = Math.round(9_000 * Math.exp(0.5 * rng.normal()))
    const built = 1900 + rng.int(120)
    const garage = rng.uniform() < 0.1 ? null : 1 + rng.int(3)
    const [place, factor] = Object.entries(places)[rng.int(5)]!
    const kitchen = rng.int(4)
    const age = (2020 - built) / 100
    const value =
      (20_000 + 60 * area + 1.5 * lot + 8_000 * (garage ?? 0) + 6_000 * kitchen) *
      factor *
      (0.6 + 0.08 * quality) *
      (1 - 0.4 * age + 0.2 * age * age)
    const noise = 1 + (0.01 + 0.02 * quality) * rng.normal()
    return {
      Id: i + 1,
      OverallQual: quality,
      LivingArea: area,
      LotArea: rng.uniform() < 0.05 ? null : lot,
      YearBuilt: built,
      GarageCars: garage,
      Place: place,
      KitchenQual: kitchens[kitchen]!,
      SalePrice: Math.max(10_000, Math.round(value * noise)),
    }
  })
}
