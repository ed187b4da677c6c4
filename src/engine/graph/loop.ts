/** Adds loops to a graph: `for (i = 0; i < count; i++)` whose body is a function in the graph's library. */
import { createBuilder, type GraphBuilder } from './builder.ts'
import { type Attribute, dtypes, type GraphFunction, type Value } from './values.ts'

export interface LoopTools {
  functions: GraphFunction[] // the library, to which loops add their functions
  /**
   * Lowered loops are inlined into the graph that runs them, so that the ops of a step run without function calls; others
   * compile in about half the time.
   */
  isLowered: boolean
}

/**
 * Adds a loop to `outer`.
 *
 * @param invariant  values that the body reads and never changes
 * @param carried    values before the first step
 * @param body       adds one step: takes the index, the invariant and the carried values, returns the next carried values
 * @returns          the carried values after the last step
 */
export function addLoop(
  { functions, isLowered }: LoopTools,
  outer: GraphBuilder,
  {
    count,
    invariant,
    carried,
  }: { count: Value; invariant: readonly Value[]; carried: readonly Value[] },
  body: (builder: GraphBuilder, index: Value, invariant: Value[], carried: Value[]) => Value[],
): Value[] {
  const zero = outer.constant(dtypes.int32, [], [0])
  const given = [zero, count, ...invariant, ...carried]
  const args = given.map(({ dtype }, at) => ({ name: `a${at}`, dtype }))
  const argValues = given.map(({ dtype, shape }, at): Value => ({ ref: `a${at}`, dtype, shape }))
  const firstCarried = 2 + invariant.length

  const inner = createBuilder('function')
  const [index, limit] = argValues as [Value, Value]
  const results = body(
    inner,
    index,
    argValues.slice(2, firstCarried),
    argValues.slice(firstCarried),
  )
  const one = inner.constant(dtypes.int32, [], [1])
  const next = inner.op('AddV2', [index, one], index)
  // skips the placement and optimization passes of the functions, which are half of the compile time
  const ofFunctions: Record<string, Attribute> = isLowered
    ? {}
    : { _tf_data_function: { kind: 'bool', value: true } }
  const bodyName = addFunction(functions, {
    kind: 'body',
    args,
    builder: inner,
    results: [next, limit, ...argValues.slice(2, firstCarried), ...results],
    attributes: ofFunctions,
  })

  const test = createBuilder('function')
  const isLess = test.op('Less', [index, limit], { dtype: dtypes.bool, shape: [] })
  const conditionName = addFunction(functions, {
    kind: 'condition',
    args,
    builder: test,
    results: [isLess],
    attributes: ofFunctions,
  })

  const attributes: Record<string, Attribute> = {
    cond: { kind: 'func', value: conditionName },
    body: { kind: 'func', value: bodyName },
    // steps depend on each other: they cannot run in parallel
    parallel_iterations: { kind: 'int', value: 1 },
    ...(isLowered ? { _lower_using_switch_merge: { kind: 'bool', value: true } } : {}),
  }
  return outer.ops('StatelessWhile', given, given, attributes).slice(firstCarried)
}

/** @returns its name in the library */
export function addFunction(
  functions: GraphFunction[],
  {
    kind,
    args,
    builder,
    results,
    attributes,
  }: Pick<GraphFunction, 'args' | 'attributes'> & {
    kind: string // begins the name
    builder: GraphBuilder
    results: readonly Value[]
  },
): string {
  const name = `${kind}_${functions.length}`
  functions.push({
    name,
    args,
    results: results.map(({ dtype, ref }, at) => ({ name: `r${at}`, dtype, ref })),
    nodes: builder.nodes,
    isStateful: false,
    attributes,
  })
  return name
}
