/**
 * Parts of a graph that XLA compiles to machine code as a whole: a function in the graph's library, and its call. All
 * shapes must be known, and all ops must have an XLA kernel.
 */
import { createBuilder, type GraphBuilder } from './builder.ts'
import { addFunction, type LoopTools } from './loop.ts'
import { neededOps, type Substitutes } from './replay.ts'
import { convolutionsByProducts } from './substitutes/xla-convolution.ts'
import { xlaUniform } from './substitutes/xla-uniform.ts'
import type { Recording } from './trace.ts'
import type { Attribute, Value } from './values.ts'

/** Ops of `opSignatures` that XLA of TensorFlow 2.21 does not compile, on a CPU or on a GPU. */
const withoutXla: ReadonlySet<string> = new Set(['ImageProjectiveTransformV3'])

/**
 * Ops whose gradient in tfjs-core looks for the values that equal the result. XLA computes values again where they are used,
 * and may round them differently there, so that none is equal and the gradient is lost.
 */
const withoutXlaGradient: ReadonlySet<string> = new Set(['Max', 'Min'])

/** Whether XLA computes all ops of the recordings; only the step has gradients. */
export function canCompile(step: Recording, others: readonly (Recording | null)[]): boolean {
  const has = (recording: Recording | null, ops: ReadonlySet<string>) =>
    recording !== null && neededOps(recording).some(({ op }) => ops.has(op))
  return !has(step, withoutXlaGradient) && ![step, ...others].some((one) => has(one, withoutXla))
}

/** Ops whose XLA kernels give other results than TensorFlow's, or take much longer than they must. */
export function xlaSubstitutes(onGpu: boolean): Substitutes {
  return {
    StatelessRandomUniform: (builder, [lengths, seed], [drawn]) => [
      xlaUniform(builder, lengths!, seed!, drawn!.shape!),
    ],
    // one sum over all windows would occupy few of the processors of a GPU
    ...convolutionsByProducts(onGpu ? 16 : 1),
  }
}

const mustCompile: Record<string, Attribute> = { _XlaMustCompile: { kind: 'bool', value: true } }

/**
 * Adds a compiled part to `outer`. It is compiled when it runs first.
 *
 * @param inputs  of known shapes
 * @param body    adds the ops of the part: takes the inputs, returns the results
 */
export function addCompiled(
  { functions }: LoopTools,
  outer: GraphBuilder,
  inputs: readonly Value[],
  body: (builder: GraphBuilder, inputs: Value[]) => Value[],
): Value[] {
  const inner = createBuilder('function')
  const args = inputs.map(({ dtype }, at) => ({ name: `a${at}`, dtype }))
  const results = body(
    inner,
    inputs.map((input, at) => ({ ...input, ref: `a${at}` })),
  )
  const name = addFunction(functions, {
    kind: 'compiled',
    args,
    builder: inner,
    results,
    attributes: mustCompile,
  })
  return outer.ops('StatefulPartitionedCall', [...inputs], results, {
    f: { kind: 'func', value: name },
    ...mustCompile,
  })
}
