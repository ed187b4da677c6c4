import { useMemo } from 'react'
import { PixelCanvas } from '../../ui/pixel-canvas.tsx'
import css from './picture.module.css'
import { pixelsOf } from './pixels.ts'

/** An image of a dataset as it is, in whole pixels. */
export function Picture({
  values,
  shape,
  range,
  label,
  size = 56,
}: {
  values: readonly number[]
  shape: readonly number[]
  range: { min: number; max: number }
  label: string
  size?: number
}) {
  const [height = 1, width = 1] = shape
  const { min, max } = range
  const pixels = useMemo(() => pixelsOf(values, shape, { min, max }), [values, shape, min, max])
  return (
    <PixelCanvas
      pixels={pixels}
      width={width}
      height={height}
      label={label}
      className={css.picture}
      style={{ width: size, height: (size * height) / width }}
    />
  )
}
