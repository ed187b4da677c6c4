import { formatPercent, formatValue } from '../../../ui/format.ts'
import css from './predict.module.css'
import type { Prediction } from './predict-tab.tsx'

const barsShown = 12
const rowsShown = 50

/** One prediction in full, several as a list. */
export function Predicted({
  predictions,
  classes,
  target,
}: {
  predictions: readonly Prediction[]
  classes: readonly string[] | null
  target: string
}) {
  const [first] = predictions
  if (first === undefined) return null
  if (predictions.length > 1) {
    return (
      <>
        <ol className={css.list}>
          {predictions.slice(0, rowsShown).map((one, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name
            <li key={at}>
              <span className="muted">row {at + 1}</span> {textOf(one)}
            </li>
          ))}
        </ol>
        {predictions.length > rowsShown && (
          <p className="muted">and {predictions.length - rowsShown} more rows</p>
        )}
      </>
    )
  }
  return (
    <div className={css.result}>
      {'label' in first ? (
        <>
          <p className={css.answer} data-testid="prediction">
            {first.label}
          </p>
          <Bars probabilities={first.probabilities} classes={classes ?? []} />
        </>
      ) : (
        <>
          <p className={css.answer} data-testid="prediction">
            {formatValue(first.value, 6)}
          </p>
          <p className="muted">
            {target}
            {first.interval &&
              `, with 90 % between ${formatValue(first.interval[0])} and ${formatValue(first.interval[1])}`}
          </p>
          {first.clipped && (
            <p>The network went beyond the range of the training data; the value is its bound.</p>
          )}
        </>
      )}
      {first.imputed && (
        <p className="muted">Filled in by the model: {first.imputed.join(', ')}.</p>
      )}
      {first.unknown && (
        <p className="muted">Texts that no training row had, in: {first.unknown.join(', ')}.</p>
      )}
    </div>
  )
}

function textOf(prediction: Prediction): string {
  if (!('label' in prediction)) return formatValue(prediction.value, 6)
  return `${prediction.label} (${formatPercent(Math.max(...prediction.probabilities), 1)})`
}

function Bars({
  probabilities,
  classes,
}: {
  probabilities: readonly number[]
  classes: readonly string[]
}) {
  const order = [...probabilities.keys()]
  // few classes keep their places, so that one sees them move while drawing
  const shown =
    classes.length <= barsShown
      ? order
      : order.sort((a, b) => probabilities[b]! - probabilities[a]!).slice(0, barsShown)
  const best = probabilities.indexOf(Math.max(...probabilities))
  return (
    <ul className={css.bars} aria-label="Probability of each class">
      {shown.map((at) => (
        <li key={classes[at]} data-best={at === best || undefined}>
          <span className={css.class}>{classes[at]}</span>
          <span className={css.bar} aria-hidden="true">
            <span style={{ width: `${100 * probabilities[at]!}%` }} />
          </span>
          <span className={css.share}>{formatPercent(probabilities[at], 1)}</span>
        </li>
      ))}
    </ul>
  )
}
