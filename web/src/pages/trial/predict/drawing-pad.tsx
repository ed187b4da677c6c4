import { type PointerEvent, useEffect, useRef } from 'react'
import { Button } from '../../../ui/button.tsx'
import type { Drawing } from './digit.ts'
import css from './predict.module.css'

const side = 280
const pen = 22
const quietMs = 250

/** A black square to draw on in white, by mouse, pen or finger; tells the drawing a moment after each stroke. */
export function DrawingPad({
  onDrawn,
  isPending,
}: {
  onDrawn: (drawing: Drawing) => void
  isPending: boolean
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const last = useRef<{ x: number; y: number } | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const pointOf = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return {
      x: ((event.clientX - box.left) * side) / box.width,
      y: ((event.clientY - box.top) * side) / box.height,
    }
  }
  const draw = (from: { x: number; y: number }, to: { x: number; y: number }) => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true })
    if (!context) return
    context.strokeStyle = '#ffffff'
    context.lineWidth = pen
    context.lineCap = 'round'
    context.beginPath()
    context.moveTo(from.x, from.y)
    context.lineTo(to.x, to.y)
    context.stroke()
  }
  const tell = () => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true })
    if (!context) return
    const { data } = context.getImageData(0, 0, side, side)
    const ink = Float32Array.from({ length: side * side }, (_, pixel) => data[4 * pixel + 3]! / 255)
    onDrawn({ width: side, height: side, ink })
  }
  const clear = () => {
    clearTimeout(timer.current)
    canvas.current?.getContext('2d')?.clearRect(0, 0, side, side)
  }
  const end = () => {
    if (last.current === null) return
    last.current = null
    clearTimeout(timer.current)
    timer.current = setTimeout(tell, quietMs)
  }
  return (
    <div className={css.pad}>
      <canvas
        ref={canvas}
        width={side}
        height={side}
        className={css.canvas}
        role="img"
        aria-label="Drawing: with a pointer only; a row of the data below needs none"
        aria-busy={isPending || undefined}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          clearTimeout(timer.current)
          last.current = pointOf(event)
          draw(last.current, last.current)
        }}
        onPointerMove={(event) => {
          if (last.current === null) return
          const point = pointOf(event)
          draw(last.current, point)
          last.current = point
        }}
        onPointerUp={end}
        onPointerCancel={end}
      />
      <Button size="sm" onPress={clear}>
        Clear
      </Button>
    </div>
  )
}
