import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { init } from '../../../web/src/ui/chart/echarts.ts'
import { brushRests } from '../../../web/src/ui/chart/parallel-brush.ts'
import '../../../web/src/ui/chart/svg.ts'

describe('a brush on an axis of parallel coordinates', () => {
  it('shows what it keeps, and the others faintly when it rests, without a new layout', () => {
    let labels = 0
    const countLabels = (value: number) => {
      labels++
      return String(value)
    }
    const chart = init(null, null, { renderer: 'svg', ssr: true, width: 400, height: 200 })
    chart.setOption({
      animation: false,
      parallelAxis: [
        { dim: 0, id: 'rate', min: 0, max: 10, axisLabel: { formatter: countLabels } },
        { dim: 1, id: 'value', min: 0, max: 10 },
      ],
      series: [
        {
          type: 'parallel',
          lineStyle: { color: '#123456', opacity: 0.5 },
          activeOpacity: 0.8,
          inactiveOpacity: 0.03,
          data: [
            [1, 9],
            [4, 6],
            [8, 2],
          ],
        },
      ],
    })
    const brush = (parallelAxisId: string, intervals: number[][]) =>
      chart.dispatchAction({ type: 'axisAreaSelect', parallelAxisId, intervals })
    const opacities = () => {
      const lines = chart.renderToSVGString().match(/<polyline[^>]*#123456[^>]*>/g) ?? []
      return lines.map((line) => Number(line.match(/stroke-opacity="([\d.]+)"/)?.[1]))
    }
    assert.deepEqual(opacities(), [0.5, 0.5, 0.5])
    const before = labels
    assert.ok(before > 0)

    brush('rate', [[5, 0]])
    assert.deepEqual(opacities(), [0.8, 0.8, 0])
    brush('value', [[0, 7]])
    assert.deepEqual(opacities(), [0, 0.8, 0])
    chart.dispatchAction({ type: brushRests })
    assert.deepEqual(opacities(), [0.03, 0.8, 0.03])

    brush('rate', [])
    brush('value', [])
    assert.deepEqual(opacities(), [0.5, 0.5, 0.5])
    assert.equal(labels, before)
    chart.dispose()
  })
})
