import { useEffect, useRef } from 'react'
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
  const canvas = useRef<HTMLCanvasElement>(null)
  const [height = 1, width = 1] = shape
  const { min, max } = range
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const image = context.createImageData(width, height)
    image.data.set(pixelsOf(values, shape, { min, max }))
    context.putImageData(image, 0, 0)
  }, [values, shape, min, max, width, height])
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      className={css.picture}
      style={{ width: size, height: (size * height) / width }}
      role="img"
      aria-label={label}
    />
  )
}
