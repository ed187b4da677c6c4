interface Point {
  x: number
  y: number
}

/**
 * The path of a best-so-far: level until the next improvement.
 *
 * @param points  two or more, x ascending; y up
 * @returns       an SVG path, y down, and where it ends
 */
export function stepPath(
  points: readonly Point[],
  { width, height, margin }: { width: number; height: number; margin: number },
): { line: string; end: Point } {
  const x = scale(
    points.map((point) => point.x),
    [margin, width - margin],
  )
  const y = scale(
    points.map((point) => point.y),
    [height - margin, margin],
  )
  const [first, ...rest] = points.map((point) => ({ x: round(x(point.x)), y: round(y(point.y)) }))
  const line = `M${first!.x} ${first!.y}${rest.map((point) => `H${point.x}V${point.y}`).join('')}`
  return { line, end: rest.at(-1) ?? first! }
}

/** Maps the range of the values to `to`; one value alone to its middle. */
function scale(values: readonly number[], [from, to]: [number, number]) {
  const low = Math.min(...values)
  const span = Math.max(...values) - low
  return (value: number) =>
    span === 0 ? (from + to) / 2 : from + ((value - low) / span) * (to - from)
}

const round = (value: number): number => Math.round(value * 10) / 10
