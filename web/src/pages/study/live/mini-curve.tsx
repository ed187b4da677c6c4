import { linePath } from './line-path.ts'
import css from './mini-curve.module.css'
import { curvePoints, type LiveCurve } from './running.ts'

const size = { width: 120, height: 28 }

/** How a running trial goes, as wide as its epochs planned; the number beside it says its newest value. */
export function MiniCurve({ curve }: { curve: LiveCurve }) {
  const path = linePath(curvePoints(curve), { ...size, margin: 2, to: curve.planned })
  return (
    <svg
      {...size}
      viewBox={`0 0 ${size.width} ${size.height}`}
      className={css.curve}
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  )
}
