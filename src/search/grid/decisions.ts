/**
 * Converts a space to a graph of decisions: every path from the first to the end is one way to assign values.
 * Branches of a choice join the same tail, so the graph is about as long as the template.
 */
import { Problem } from '../../errors.ts'
import {
  layerAt,
  type Parameter,
  type Repeat,
  type SearchSpace,
  type Template,
} from '../space/space.ts'
import { type GridValues, gridValues } from './values.ts'

const maxDecisions = 50_000

export interface Decision {
  id: number
  name: string
  values: GridValues
  nexts: readonly Next[] // one per value, or a single one for all values
  later: ReadonlySet<string> // parameters with several decisions that are decided here or later
}

export type Next = Decision | null

/** Returns the decision that follows when a decision takes a value. */
export function follow(decision: Decision, value: number): Next {
  const next = decision.nexts.length === 1 ? decision.nexts[0] : decision.nexts[value]
  if (next === undefined) throw new Error(`${decision.name} has no value ${value}`)
  return next
}

/** Returns the decisions by ascending id. Every parameter must have finitely many grid values. */
export function compileDecisions(space: SearchSpace): { first: Next; decisions: Decision[] } {
  const decisions: (Decision & { later: Set<string> })[] = []
  const valuesByName = new Map<string, GridValues>()
  const first = compile(space.template, null, 0)
  markLater()
  return { first, decisions }

  function decide({ name, domain }: Parameter, nexts: readonly Next[]): Decision {
    if (decisions.length >= maxDecisions) throw tooEntangled()
    const values = valuesByName.get(name) ?? gridValues(domain)
    if (values === null) throw new Error(`${name} has no finite set of values`)
    valuesByName.set(name, values)
    const isShared = nexts.every((next) => next === nexts[0])
    const decision = {
      id: decisions.length,
      name,
      values,
      nexts: isShared ? nexts.slice(0, 1) : nexts,
      later: new Set<string>(),
    }
    decisions.push(decision)
    return decision
  }

  /** Builds the decisions of a node, followed by `next`. */
  function compile(node: Template, next: Next, repetition: number): Next {
    switch (node.kind) {
      case 'literal':
      case 'derived':
        return next
      case 'array':
      case 'block':
        return node.items.reduceRight((after, item) => compile(item, after, repetition), next)
      case 'object':
        return node.entries.reduceRight(
          (after, [, value]) => compile(value, after, repetition),
          next,
        )
      case 'number':
        return decide(node.parameter, [next])
      case 'choice':
        return decide(
          node.parameter,
          node.options.map((option) => compile(option, next, repetition)),
        )
      case 'grown': {
        const factor = repetition > 0 ? compile(node.factor, next, 0) : next
        return compile(node.base, factor, repetition)
      }
      case 'repeat':
        return compileRepeat(node, next)
    }
  }

  function compileRepeat(repeat: Repeat, next: Next): Next {
    const { times, layers } = repeat
    const isShared = layers.length === 1
    const chains: Next[] = [next] // by number of repetitions
    const buildChain = (count: number): Next => {
      while (chains.length <= count) {
        const repetition = chains.length - 1
        const after = isShared ? next : (chains[repetition] ?? null)
        const layer = layerAt(repeat, repetition)
        // a shared layer is decided once, and its growth only with two or more repetitions
        const isKnown = repetition > 0 && isShared && !(repetition === 1 && growsByHole(layer))
        chains.push(isKnown ? (chains[repetition] ?? null) : compile(layer, after, repetition))
      }
      return chains[count] ?? null
    }
    if (times.kind === 'literal') return buildChain(Number(times.value))
    const values = gridValues(times.parameter.domain)
    if (values === null) throw new Error(`${times.parameter.name} has no finite set of values`)
    return decide(
      times.parameter,
      Array.from({ length: values.size }, (_, index) => buildChain(Number(values.at(index)))),
    )
  }

  function markLater(): void {
    const timesAsked = new Map<string, number>()
    for (const { name } of decisions) timesAsked.set(name, (timesAsked.get(name) ?? 0) + 1)
    for (const decision of decisions) {
      if ((timesAsked.get(decision.name) ?? 0) > 1) decision.later.add(decision.name)
      for (const next of decision.nexts) {
        for (const name of next?.later ?? []) decision.later.add(name)
      }
    }
  }
}

export function tooEntangled(): Problem {
  const detail =
    'too many parameters are shared between conditional places, or tied by constraints, for a grid'
  return new Problem('invalid-search-space', detail, [{ pointer: '', detail }])
}

function growsByHole(layer: Template): boolean {
  if (layer.kind === 'choice') return layer.options.some(growsByHole)
  if (layer.kind === 'block') return layer.items.some(growsByHole)
  if (layer.kind !== 'object') return false
  return layer.entries.some(
    ([, value]) => value.kind === 'grown' && value.factor.kind !== 'literal',
  )
}
