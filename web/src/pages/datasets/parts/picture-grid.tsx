import { useEffect, useRef } from 'react'
import type { Picture } from '../../../api/types.ts'
import css from './parts.module.css'
import { toPixels } from './pixels.ts'

/** Rows of a dataset of images, each with its target. */
export function PictureGrid({ pictures }: { pictures: readonly Picture[] }) {
  return (
    <ul className={css.pictures}>
      {pictures.map((picture) => (
        <li key={picture.row}>
          <figure className={css.picture}>
            <PictureCanvas picture={picture} />
            <figcaption>{String(picture.target)}</figcaption>
          </figure>
        </li>
      ))}
    </ul>
  )
}

function PictureCanvas({ picture }: { picture: Picture }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const { width, height, row } = picture
  useEffect(() => {
    const pixels = new ImageData(toPixels(picture), width, height)
    ref.current?.getContext('2d')?.putImageData(pixels, 0, 0)
  }, [picture, width, height])
  return (
    <canvas
      ref={ref}
      width={width}
      height={height}
      className={css.canvas}
      role="img"
      aria-label={`Row ${row}`}
    />
  )
}
