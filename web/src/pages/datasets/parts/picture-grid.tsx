import { useMemo } from 'react'
import type { Picture } from '../../../api/types.ts'
import { PixelCanvas } from '../../../ui/pixel-canvas.tsx'
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
  const pixels = useMemo(() => toPixels(picture), [picture])
  const { width, height, row } = picture
  return (
    <PixelCanvas
      pixels={pixels}
      width={width}
      height={height}
      label={`Row ${row}`}
      className={css.canvas}
    />
  )
}
