import { type CSSProperties, useEffect, useRef } from 'react'

/** An image as it is: a pixel of the canvas for each of its own. */
export function PixelCanvas({
  pixels,
  width,
  height,
  label,
  className,
  style,
}: {
  pixels: Uint8ClampedArray<ArrayBuffer> // [height, width, 4]: red, green, blue, opacity; drawn again when it is another one
  width: number
  height: number
  label: string // for screen readers
  className: string | undefined
  style?: CSSProperties
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    context?.putImageData(new ImageData(pixels, width, height), 0, 0)
  }, [pixels, width, height])
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      className={className}
      style={style}
      role="img"
      aria-label={label}
    />
  )
}
