import type { CheckedStudy } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { FaultList } from '../../ui/error-state.tsx'
import { NumberField } from '../../ui/number-field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { codeParts } from './code-parts.ts'
import { wordsOf } from './form/value-field.tsx'
import css from './new-study.module.css'
import type { Checked } from './queries.ts'

const presets = [
  { seconds: 60, text: '1 min' },
  { seconds: 300, text: '5 min' },
  { seconds: 1_800, text: '30 min' },
  { seconds: 7_200, text: '2 h' },
]

/** "Search for me": the time alone; the rules choose the rest, and say what and why before anything starts. */
export function AutoStep({
  seconds,
  onSeconds,
  checked,
  isChecking,
  onEdit,
}: {
  seconds: number
  onSeconds: (seconds: number) => void
  checked: Checked<CheckedStudy> | undefined
  isChecking: boolean
  onEdit: (spec: unknown) => void
}) {
  const plan = checked?.answer?.plan
  return (
    <div className={css.stack}>
      <div className={css.time}>
        <NumberField
          label="Minutes"
          value={Math.round((seconds / 60) * 100) / 100}
          minValue={0.05}
          onChange={(minutes) => minutes !== null && onSeconds(Math.round(minutes * 60))}
          hint="All the time there is, finalists and refit included"
        />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has a border of its own */}
        <div className={css.presets} role="group" aria-label="Usual times">
          {presets.map((preset) => (
            <Button key={preset.seconds} size="sm" onPress={() => onSeconds(preset.seconds)}>
              {preset.text}
            </Button>
          ))}
        </div>
      </div>
      {checked === undefined && <Skeleton height="14rem" />}
      {checked?.faults && (
        <div className={css.problem} role="alert">
          <p>This cannot be searched:</p>
          <FaultList faults={checked.faults} />
        </div>
      )}
      {plan && (
        <div className={css.plan} data-old={isChecking || undefined}>
          <div className={css.planHead}>
            <h3>What the rules choose</h3>
            <Button size="sm" onPress={() => onEdit(checked?.answer?.spec)}>
              Edit as a space
            </Button>
          </div>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">Rule</th>
                <th scope="col">It takes</th>
                <th scope="col">Because</th>
              </tr>
            </thead>
            <tbody>
              {plan.map(({ rule, chose, because }) => (
                <tr key={rule}>
                  <th scope="row">{wordsOf(rule)}</th>
                  <td>
                    <CodeText text={chose} />
                  </td>
                  <td className="muted">
                    <CodeText text={because} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  )
}

function CodeText({ text }: { text: string }) {
  return codeParts(text).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move
    part.isCode ? <code key={index}>{part.text}</code> : part.text,
  )
}
