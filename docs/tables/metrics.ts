/** Generates the table of metrics. */
import { metrics } from '../../src/engine/metrics/index.ts'
import { type Metric, Part } from '../../src/engine/metrics/metric.ts'
import { code, tableOf } from './markdown.ts'

export const metricTables = {
  metrics: () =>
    tableOf(
      ['metric', 'task', 'part', 'better', 'description'],
      Object.entries<Metric>(metrics).map(([name, { tasks, parts, better, summary }]) => [
        code(name),
        tasks.length > 1 ? 'both' : tasks[0]!,
        parts.length === Part.options.length ? 'both' : parts.join(', '),
        better === 'minimize' ? 'lower' : 'higher',
        summary,
      ]),
    ),
}
