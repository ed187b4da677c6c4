/**
 * SVG path of a line through points, scaled to a box.
 *
 * @param points  x ascends
 * @param to      x at the right edge; null: the last point
 * @returns       '' without points
 */
export function linePath(
  points: readonly { x: number; y: number }[],
  {
    width,
    height,
    margin,
    to,
  }: { width: number; height: number; margin: number; to: number | null },
): string {
  const [first] = points
  if (first === undefined) return ''
  const ys = points.map(({ y }) => y)
  const [low, high] = [Math.min(...ys), Math.max(...ys)]
  const right = Math.max(to ?? 0, points.at(-1)!.x, first.x + 1)
  const px = (x: number) => margin + ((x - first.x) / (right - first.x)) * (width - 2 * margin)
  const py = (y: number) =>
    high === low ? height / 2 : margin + ((high - y) / (high - low)) * (height - 2 * margin)
  return points
    .map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${px(x).toFixed(1)} ${py(y).toFixed(1)}`)
    .join('')
}
