import type { ReactNode } from 'react'
import { formatParam } from '../../../ui/format.ts'
import { PathName } from '../../../ui/path-name.tsx'
import css from './overview.module.css'
import { type Domain, placeInRange } from './place-in-range.ts'

/** Each parameter with its value and the value's place in its range. */
export function ParameterTable({
  params,
  parameters,
}: {
  params: Readonly<Record<string, unknown>>
  parameters: readonly { name: string; domain: unknown }[]
}) {
  const domains = new Map(parameters.map(({ name, domain }) => [name, domain as Domain]))
  const names = Object.keys(params)
  if (names.length === 0) return null
  return (
    <table className={css.parameters}>
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          <th scope="col">Value</th>
          <th scope="col">Place in its range</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">
              <PathName name={name} />
            </th>
            <td className={css.value}>{formatParam(params[name])}</td>
            <td>
              <PlaceBar value={params[name]} domain={domains.get(name)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function PlaceBar({ value, domain }: { value: unknown; domain: Domain | undefined }): ReactNode {
  const place = domain === undefined ? null : placeInRange(value, domain)
  if (place === null) return null
  return (
    <>
      <span className={css.track} aria-hidden="true">
        <span
          className={css.mark}
          style={{ left: `${100 * place.share}%` }}
          data-edge={place.isAtEdge || undefined}
        />
      </span>
      <span className={css.range}>
        {place.text}
        {place.isAtEdge && ' · at the edge: better values may be beyond'}
      </span>
    </>
  )
}
