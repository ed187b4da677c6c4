/** Numbers, durations, sizes and dates as people read them: few digits, always the same width of precision. */

export const nothing = '–'

/**
 * A measured value with `digits` significant digits: 0.0312, 1.24, 318. Very large and small ones become 3.1e−7.
 * NaN and infinities are named, null is a dash.
 */
export function formatValue(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return nothing
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1e7 || size < 1e-4) return minus(trimExponent(value.toExponential(digits - 1)))
  if (Number.isInteger(value)) return formatCount(value)
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)))
  const text = value.toFixed(Math.min(decimals, 12))
  return text.includes('.') ? minus(text.replace(/\.?0+$/, '')) : formatCount(Number(text))
}

function trimExponent(text: string): string {
  const [mantissa = '', exponent = ''] = text.split('e')
  return `${mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa}e${exponent.replace('+', '')}`
}

/** The typographic minus is as wide as a digit. */
const minus = (text: string): string => text.replaceAll('-', '−')

/** A parameter of any type: numbers shortly, texts as they are. */
export function formatParam(value: unknown): string {
  if (value === undefined || value === null) return nothing
  if (typeof value === 'number') return formatValue(value, 4)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** 12 345, with thin spaces from five digits on. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined) return nothing
  const digits = String(Math.abs(Math.round(value)))
  const grouped = digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, '\u202f')
  return value < 0 ? `−${grouped}` : grouped
}

export function formatPercent(share: number | null | undefined, decimals = 0): string {
  return share === null || share === undefined ? nothing : `${(100 * share).toFixed(decimals)} %`
}

/** Two units at most: 850 ms, 12 s, 3 min 20 s, 2 h 5 min, 3 d 4 h. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return nothing
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 9.95) return `${trimZero(seconds.toFixed(1))} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return twoUnits(whole, 60, 'min', 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 24 * 60) return twoUnits(minutes, 60, 'h', 'min')
  return twoUnits(Math.round(seconds / 3600), 24, 'd', 'h')
}

export function formatMilliseconds(milliseconds: number | null | undefined): string {
  return formatDuration(milliseconds == null ? null : milliseconds / 1000)
}

const trimZero = (text: string): string => text.replace(/\.0$/, '')

function twoUnits(value: number, size: number, large: string, small: string): string {
  const rest = value % size
  const first = `${Math.floor(value / size)} ${large}`
  return rest === 0 ? first : `${first} ${rest} ${small}`
}

/** Decimal units, as disks and networks count. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return nothing
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const scaled = bytes / 1000 ** power
  return `${power === 0 || scaled >= 99.95 ? Math.round(scaled) : trimZero(scaled.toFixed(1))} ${units[power]}`
}

/** 3.2 / s, 14 / min, 5 / h: the unit in which the rate is at least one, if there is one. */
export function formatRate(perSecond: number | null | undefined): string {
  if (perSecond === null || perSecond === undefined) return nothing
  if (perSecond === 0) return '0 / s'
  const [scale, unit] = perSecond >= 1 ? [1, 's'] : perSecond >= 1 / 60 ? [60, 'min'] : [3600, 'h']
  return `${formatValue(perSecond * Number(scale), 2)} / ${unit}`
}

/** 5 trials / min */
export function rateWords(perSecond: number, what: string): string {
  return formatRate(perSecond).replace(' /', ` ${what} /`)
}

/** How long ago, in words. */
export function formatAgo(then: Date, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - then.getTime()) / 1000)
  if (seconds < 45) return 'just now'
  if (seconds < 3600 * 0.99) return `${Math.max(1, Math.round(seconds / 60))} min ago`
  if (seconds < 86_400 * 0.99) return `${Math.round(seconds / 3600)} h ago`
  const days = Math.round(seconds / 86_400)
  return days < 45 ? `${days} d ago` : `${Math.round(days / 30.44)} months ago`
}

/** Local date and time, to the minute. */
export function formatDate(date: Date): string {
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}

/** For tooltips: what logs and the API say. */
export function formatUtc(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
