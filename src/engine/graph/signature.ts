/** Parses the signature of an op. */
import { opSignatures } from './op-signatures.ts'

/** An input or output argument of an op. */
export interface Argument {
  name: string // of an output; inputs are positional
  typeAttribute: string | null // null: the type is fixed
  countAttribute: string | null // number of inputs or outputs of one type
  isList: boolean // any number of them, with the types in `typeAttribute`
}

export interface Signature {
  inputs: Argument[]
  outputs: Argument[]
}

const parsed = new Map<string, Signature>()

/** @throws Error for an op that is missing from the table */
export function findSignature(op: string): Signature {
  const known = parsed.get(op)
  if (known) return known
  const text = opSignatures[op]
  if (text === undefined)
    throw new Error(`Op ${op} is missing from src/engine/graph/op-signatures.ts`)
  const [inputs = '', outputs = ''] = text.split('->')
  const signature = { inputs: parseArguments(inputs), outputs: parseArguments(outputs) }
  parsed.set(op, signature)
  return signature
}

function parseArguments(text: string): Argument[] {
  return text
    .split(' ')
    .filter((token) => token !== '')
    .map((token) => {
      const [name, type] = token.includes(':') ? token.split(':') : ['', token]
      const [, count, list, single] = /^(?:(\w+)\*)?(?:\[(\w+)\]|(\w+|\.))$/.exec(type!)!
      return {
        name: name!,
        typeAttribute: list ?? (single === '.' ? null : single!),
        countAttribute: count ?? null,
        isList: list !== undefined,
      }
    })
}
