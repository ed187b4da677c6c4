import { useQuery } from '@tanstack/react-query'
import { Card, Stat, Stats } from '../../../ui/card.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { formatBytes, formatCount, formatPercent, formatValue } from '../../../ui/format.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { networkQuery } from '../queries.ts'
import type { TrialTab } from '../trial-page.tsx'
import css from './network.module.css'
import {
  type LayerBlock,
  type NetworkBlock,
  networkBlocks,
  optionsText,
  type SkipBlock,
  shapeText,
} from './network-blocks.ts'

/** The network drawn from top to bottom: layers as blocks, with the shapes between them. */
export default function NetworkTab({ study, trial }: TrialTab) {
  const { data: network, error, refetch } = useQuery(networkQuery(study.id, trial.number))
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!network) {
    return (
      <div aria-busy="true">
        <Skeleton height={420} />
      </div>
    )
  }
  const blocks = networkBlocks(network.layers, network.parameterCount)
  const layers = network.layers.filter(({ role }) => role === 'layer').length
  return (
    <div className={css.page}>
      <Card title="Network">
        <ol className={css.chain} aria-label="Layers in the order in which they run">
          <li className={css.shape}>input · {shapeText(network.inputShape)}</li>
          <Blocks all={blocks} />
        </ol>
      </Card>
      <div className={css.side}>
        <Card title="Size">
          <Stats>
            <Stat label="Layers" value={formatCount(layers)} />
            <Stat
              label="Parameters"
              value={formatCount(network.parameterCount)}
              note={network.isExact ? undefined : 'at most'}
            />
            <Stat
              label="Multiplications"
              value={formatValue(network.multiplications, 3)}
              note="to predict one row"
            />
            <Stat
              label="Memory"
              value={formatBytes(network.memoryBytes)}
              note="estimate, to train one network"
            />
          </Stats>
          {!network.isExact && (
            <p className={css.note}>
              The trial has no model yet: columns and levels that do not vary in its training rows
              will be left out of the input.
            </p>
          )}
        </Card>
      </div>
    </div>
  )
}

function Blocks({ all }: { all: readonly NetworkBlock[] }) {
  return all.map((block) =>
    block.kind === 'skip' ? (
      <Skip key={block.layer.pointer} block={block} />
    ) : (
      <Layer key={block.layer.pointer} block={block} />
    ),
  )
}

function Layer({ block: { layer, share } }: { block: LayerBlock }) {
  const options = optionsText(layer.options)
  return (
    <>
      <li className={css.block} data-weights={layer.parameterCount > 0 || undefined}>
        <span className={css.type}>{layer.type}</span>
        {options !== '' && <span className={css.options}>{options}</span>}
        {layer.parameterCount > 0 && (
          <span className={css.count} title={weightsText(layer.parameters)}>
            {formatCount(layer.parameterCount)} parameters
            <span className={css.share} aria-hidden="true">
              <span style={{ width: formatPercent(share, 1).replace(' ', '') }} />
            </span>
          </span>
        )}
      </li>
      <li className={css.shape}>{shapeText(layer.outputShape)}</li>
    </>
  )
}

function weightsText(parameters: LayerBlock['layer']['parameters']): string {
  return parameters.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(', ')
}

function Skip({ block: { layer, blocks } }: { block: SkipBlock }) {
  return (
    <>
      <li className={css.skip}>
        <span className={css.skipName}>{layer.type}: its input is added to its output</span>
        <ol className={css.chain} aria-label={`Layers inside ${layer.type}`}>
          <Blocks all={blocks} />
        </ol>
        <span className={css.plus} aria-hidden="true">
          +
        </span>
      </li>
      <li className={css.shape}>{shapeText(layer.outputShape)}</li>
    </>
  )
}
