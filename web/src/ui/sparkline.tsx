import { stepPath } from './spark-path.ts'
import css from './sparkline.module.css'

/** How a value went, in the height of a line of text; the words around it say its last value. */
export function Sparkline({
  points,
  width = 88,
  height = 22,
}: {
  /** x ascends. */
  points: readonly { x: number; y: number }[]
  width?: number
  height?: number
}) {
  if (points.length < 2) return <span style={{ display: 'inline-block', width, height }} />
  const { line, end } = stepPath(points, { width, height, margin: 2 })
  return (
    <svg className={css.spark} width={width} height={height} aria-hidden="true">
      <path d={line} className={css.line} />
      <circle cx={end.x} cy={end.y} r="2" className={css.end} />
    </svg>
  )
}
