import { formatParam } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type Domain, placeInRange } from '../trial/overview/place-in-range.ts'
import type { ParamValue } from './variant.ts'

/** A parameter: one of its options, or a number in any notation, such as 3e-4. */
export function ParamField({
  name,
  domain,
  value,
  error,
  onChange,
}: {
  name: string
  domain: Domain
  value: ParamValue
  error: string | null
  onChange: (value: ParamValue) => void
}) {
  if (domain.type !== 'choice') {
    const hint = placeInRange(domain.low, domain)?.text
    return (
      <TextField label={name} hint={hint} value={String(value)} onChange={onChange} error={error} />
    )
  }
  const choices = domain.options.map((option, at) => ({
    id: String(at),
    text: formatParam(option),
  }))
  const at = domain.options.findIndex((option) => JSON.stringify(option) === JSON.stringify(value))
  return (
    <Select
      label={name}
      choices={choices}
      value={at < 0 ? null : String(at)}
      onChange={(id) => onChange(domain.options[Number(id)] as ParamValue)}
      error={error}
    />
  )
}
