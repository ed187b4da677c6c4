/** ECharts' SVG renderer, in a file of its own: only saving a plot as SVG needs it. */
import { use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([SVGRenderer])
