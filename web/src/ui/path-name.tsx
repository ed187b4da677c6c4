import { Fragment } from 'react'
import { nameParts } from './name-parts.ts'

/** The name of a parameter or column, which breaks between its parts and not inside of a word. */
export function PathName({ name }: { name: string }) {
  return nameParts(name).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ))
}
