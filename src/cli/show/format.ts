/** Formats numbers, times and parameter names for table cells. */
import type { ParamValue, Study } from '../answers.ts'

/** Five significant digits; integers unchanged. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value)
  const rounded = Number(value.toPrecision(5))
  const isPlain = Math.abs(rounded) >= 1e-4 && Math.abs(rounded) < 1e9
  return isPlain ? String(rounded) : rounded.toExponential().replace('e+', 'e')
}

export function formatParam(value: ParamValue | undefined): string {
  if (value === undefined) return '' // not active in this trial
  if (typeof value !== 'number') return String(value)
  return Number.isInteger(value) ? String(value) : formatNumber(Number(value.toPrecision(3)))
}

/** 850 ms, 12.3 s, 4 min 05 s, 2 h 07 min */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 99_950) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  const pad = (value: number) => String(value).padStart(2, '0')
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`
}

/** 3 minutes ago, 2 hours ago, 5 days ago */
export function formatAge(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 1) return 'just now'
  const [count, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 1_440
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / 1_440), 'day']
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}

/**
 * Shortens each name to the fewest trailing parts that keep the names distinct: `layers[0].filters` is `filters`, but
 * two learning rates are `adam.learningRate` and `sgd.learningRate`.
 *
 * @param names  distinct
 */
export function shortNames(names: readonly string[]): Map<string, string> {
  const parts = new Map(names.map((name) => [name, name.match(/[^.[\]]+/g) ?? [name]]))
  const lastParts = (name: string, length: number) =>
    parts.get(name)?.slice(-length).join('.') ?? name
  return new Map(
    names.map((name) => {
      const most = parts.get(name)?.length ?? 1
      for (let length = 1; length <= most; length++) {
        const end = lastParts(name, length)
        const isOnly = names.every((other) => other === name || lastParts(other, length) !== end)
        // an index alone is not informative: layers[0] and layers[1]
        if (isOnly && !/^\d+$/.test(end.split('.')[0] ?? '')) return [name, end]
      }
      return [name, name]
    }),
  )
}

/** One line for each warning about a study; a server of an earlier version sends none. */
export function showWarnings({ warnings = [] }: Study): string[] {
  return warnings.map(({ pointer, message, suggestion }) => {
    return `warning: ${pointer}: ${message}; ${suggestion}`
  })
}
