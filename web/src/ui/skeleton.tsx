import css from './skeleton.module.css'

/** A grey box of the size that the content will have. Put `aria-busy` on what contains it. */
export function Skeleton({
  width = '100%',
  height = '1rem',
}: {
  width?: string | number
  height?: string | number
}) {
  return <span className={css.skeleton} style={{ width, height }} aria-hidden="true" />
}
