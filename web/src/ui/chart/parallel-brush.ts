/**
 * What a brush on an axis of parallel coordinates costs. ECharts' own action lays out and makes the whole plot anew at
 * each move of the pointer; here only the opacity of the lines changes that enter or leave the brush, and lines
 * outside it are not drawn until it rests. Of two actions of a name ECharts keeps the first: install this one before
 * the series.
 */
import type { EChartsType, registerAction, SeriesModel } from 'echarts/core'

/** Dispatched when the pointer rests: lines outside the brushes are faint again. */
export const brushRests = 'parallelBrushRests'

type Intervals = [number, number][]
interface AxisModel {
  setActiveIntervals(intervals: Intervals): void
}
interface Coordinates {
  eachActiveState(data: object, found: (state: ActiveState, index: number) => void): void
}
type ActiveState = 'normal' | 'active' | 'inactive'
interface Line {
  style: { opacity?: number }
  setStyle(style: { opacity: number }): void
}

interface Registers {
  registerAction: typeof registerAction
}

export function installParallelBrush(registers: Registers): void {
  registers.registerAction(
    { type: 'axisAreaSelect', event: 'axisAreaSelected', update: 'none' },
    (payload, model) => {
      model.eachComponent({ mainType: 'parallelAxis', query: payload }, (axis) => {
        const { setActiveIntervals } = axis as unknown as AxisModel
        setActiveIntervals.call(axis, payload.intervals as Intervals)
      })
      model.eachSeriesByType('parallel', (series) => fade(series, 0))
    },
  )
  registers.registerAction({ type: brushRests, update: 'none' }, (_, model) => {
    model.eachSeriesByType('parallel', (series) => fade(series, styleOf(series).inactive))
  })
}

interface Cover {
  __brushOption?: { brushStyle: BrushStyle }
}
interface BrushStyle {
  fill: string
  stroke: string
  opacity: number
}

/** ECharts gives its own grey to brushes that nobody drew, such as those of an address, whenever it draws them. */
export function colourBrushes(chart: EChartsType, brushStyle: BrushStyle): void {
  for (const shape of chart.getZr().storage.getDisplayList()) {
    const option = (shape.parent as Cover | null)?.__brushOption
    if (option === undefined || shape.name !== 'main') continue
    if (option.brushStyle.fill === brushStyle.fill) continue
    option.brushStyle = brushStyle
    const { fill, stroke, opacity } = brushStyle
    shape.attr('style', { fill, stroke, opacity })
  }
}

function fade(series: SeriesModel, inactive: number): void {
  const opacities = { ...styleOf(series), inactive }
  const data = series.getData()
  const coordinates = series.coordinateSystem as unknown as Coordinates
  coordinates.eachActiveState(data, (state, index) => {
    const line = data.getItemGraphicEl(index) as unknown as Line
    if (line.style.opacity !== opacities[state]) line.setStyle({ opacity: opacities[state] })
  })
}

function styleOf(series: SeriesModel): Record<ActiveState, number> {
  const option = series as unknown as { get(path: string | string[]): number }
  return {
    normal: option.get(['lineStyle', 'opacity']),
    active: option.get('activeOpacity'),
    inactive: option.get('inactiveOpacity'),
  }
}
