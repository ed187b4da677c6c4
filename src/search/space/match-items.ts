/**
 * Matches the elements of an array with the items of its template, where a repeat, a block or an option of a choice can
 * stand for any number of elements. Every way to divide the elements is followed as far as it fits.
 */
import { chosenOption } from './assign.ts'
import { contains } from './domain.ts'
import type { Params } from './params.ts'
import { layerAt, type Repeat, type Template, timesRange } from './space.ts'

const maxWays = 200 // followed side by side

/** One way to read the first `index` elements. */
interface Way {
  params: Params
  index: number
}

export interface ItemsMatch {
  /** Params of each way that reads all elements; distinct. */
  ways: Params[]
  isCut: boolean // there were too many ways to follow all
}

/**
 * @param length    of the array
 * @param matchOne  params after matching one element; null if it does not fit
 */
export function matchItems(
  items: readonly Template[],
  { params, length, repetition }: { params: Params; length: number; repetition: number },
  matchOne: (item: Template, element: number, params: Params, repetition: number) => Params | null,
): ItemsMatch {
  let isCut = false
  const ends = readAll(items, [{ params, index: 0 }], repetition)
  const whole = ends.filter(({ index }) => index === length)
  return { ways: distinct(whole).map((way) => way.params), isCut }

  function readAll(nodes: readonly Template[], from: readonly Way[], repetition: number): Way[] {
    return nodes.reduce<Way[]>((ways, node) => read(node, ways, repetition), [...from])
  }

  function read(node: Template, from: readonly Way[], repetition: number): Way[] {
    if (node.kind === 'block') return readAll(node.items, from, repetition)
    if (node.kind === 'repeat') return readRepeat(node, from)
    if (node.kind === 'choice' && node.options.some(isSeveral)) {
      const { name, domain } = node.parameter
      return limited(
        domain.options.flatMap((value) => {
          const option = chosenOption(node, value)
          const fitting = from.flatMap((way) => withValue(way, name, value))
          return option === undefined ? [] : read(option, fitting, repetition)
        }),
      )
    }
    return from.flatMap(({ params, index }) => {
      const after = index < length ? matchOne(node, index, params, repetition) : null
      return after === null ? [] : [{ params: after, index: index + 1 }]
    })
  }

  function readRepeat(repeat: Repeat, from: readonly Way[]): Way[] {
    const { times } = repeat
    const ends: Way[] = []
    let ways = [...from]
    for (let count = 0; ways.length > 0; count++) {
      if (times.kind === 'literal') {
        if (count === times.value) return ways
      } else if (contains(times.parameter.domain, count)) {
        const { name } = times.parameter
        ends.push(...ways.flatMap((way) => withValue(way, name, count)))
      }
      if (count === timesRange(repeat).most) break
      ways = read(layerAt(repeat, count), ways, count)
    }
    return limited(ends)
  }

  function limited(ways: readonly Way[]): Way[] {
    const kept = distinct(ways)
    isCut ||= kept.length > maxWays
    return kept.slice(0, maxWays)
  }
}

/** Whether a node may stand for a number of elements other than one. */
export function isSeveral(node: Template): boolean {
  if (node.kind === 'choice') return node.options.some(isSeveral)
  return node.kind === 'repeat' || node.kind === 'block'
}

/** Returns the smallest and largest number of elements that items stand for. */
export function lengthRange(items: readonly Template[]): { least: number; most: number } {
  const ranges = items.map((item) => {
    if (item.kind === 'block') return lengthRange(item.items)
    if (item.kind === 'choice') {
      const options = item.options.map((option) => lengthRange([option]))
      const least = Math.min(...options.map((option) => option.least))
      return { least, most: Math.max(...options.map((option) => option.most)) }
    }
    if (item.kind !== 'repeat') return { least: 1, most: 1 }
    const times = timesRange(item)
    const layers = item.layers.map((layer) => lengthRange([layer]))
    const least = times.least * Math.min(...layers.map((layer) => layer.least))
    return { least, most: times.most * Math.max(...layers.map((layer) => layer.most)) }
  })
  return {
    least: ranges.reduce((sum, { least }) => sum + least, 0),
    most: ranges.reduce((sum, { most }) => sum + most, 0),
  }
}

/** Sets a parameter; no way is left when it has another value already. */
function withValue({ params, index }: Way, name: string, value: Params[string]): Way[] {
  if (value === undefined || (Object.hasOwn(params, name) && params[name] !== value)) return []
  return [{ params: { ...params, [name]: value }, index }]
}

function distinct(ways: readonly Way[]): Way[] {
  const keyOf = ({ params, index }: Way) =>
    `${index} ${JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)))}`
  return [...new Map(ways.map((way) => [keyOf(way), way])).values()]
}
