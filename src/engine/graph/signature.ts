/** The table of op signatures, parsed where it is asked for. */
import { opSignatures } from './op-signatures.ts'

/** Which inputs or outputs share an attribute. */
export interface Argument {
  name: string // of an output; inputs go by their place
  typeAttribute: string | null // null: the type is fixed
  countAttribute: string | null // that many inputs or outputs of one type
  isList: boolean // any number, of the types in `typeAttribute`
}

export interface Signature {
  inputs: Argument[]
  outputs: Argument[]
}

const parsed = new Map<string, Signature>()

/** @throws Error for an op that the table lacks */
export function findSignature(op: string): Signature {
  const known = parsed.get(op)
  if (known) return known
  const text = opSignatures[op]
  if (text === undefined) throw new Error(`The table of op signatures lacks ${op}`)
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
