/**
 * Trains a group: trials of one shape side by side, as lanes of one graph. Each lane gets the result it would get
 * alone; lanes that end early are dropped, and the others continue in a smaller graph.
 */
import { setImmediate } from 'node:timers/promises'
import { laneModel } from '../blend/lane-model.ts'
import { classReader } from '../epochs/chosen-classes.ts'
import { epochsToRun } from '../epochs/epochs-to-run.ts'
import { encodeCheckpoint } from './checkpoint.ts'
import { closeGroup, compact, type Group, openGroup } from './group.ts'
import { createLane, type Lane, takeEpochs } from './lane.ts'
import { decideResult, laneMembers } from './lane-end.ts'
import { laneReader } from './lane-state.ts'
import type { GroupOptions } from './options.ts'

/** @throws Error for lanes of different shapes or epochs, or for an objective that validation should have refused */
export async function trainGroup(options: GroupOptions): Promise<void> {
  const group = openGroup(options, options.lanes.map(createLane))
  try {
    while (group.live.length > 0) {
      await trainCall(options, group)
      await setImmediate()
    }
  } finally {
    closeGroup(options.tf, group)
  }
}

/** One call: trains some epochs of all lanes, then reports and decides for each lane. */
async function trainCall(options: GroupOptions, group: Group): Promise<void> {
  const { data, callMs = 150 } = options
  const { plan, runner, live } = group
  const { epochs: lastEpoch } = live[0]!.spec
  const startedAt = performance.now()
  const msPerEpoch = runner.msPerEpoch()
  const perCall = msPerEpoch ? Math.floor(callMs / msPerEpoch) : 1
  const until = options.decisionSteps?.find((step) => step > group.epochs) ?? lastEpoch
  const count = Math.min(Math.max(1, perCall), until - group.epochs, runner.mostEpochs())
  await options.onCall?.(msPerEpoch === null ? null : msPerEpoch * count)
  const trained = await runner.run(epochsToRun(options, group, count))
  if (trained.ms !== null) {
    group.timed.ms += trained.ms
    group.timed.steps += count * plan.batches.count
  }
  const epochsBefore = group.epochs
  group.epochs += count
  group.updates += count * plan.batches.count
  for (const lane of live) lane.durationMs += (performance.now() - startedAt) / live.length

  const reader = laneReader(runner.state, plan.folds)
  const classes = classReader(options.tf, plan, () => runner.state().tracking.best)
  const { network } = group
  const context = { network, data, objective: plan.objective, sums: plan.sums }
  const places = plan.lanes / plan.folds
  const call = { sums: trained.sums, lanes: places, count, epochsBefore }
  const told = await Promise.all(
    live.map(async (lane, place) => {
      const { reports, end } = takeEpochs(
        lane,
        context,
        { ...call, at: place },
        {
          bestStep: trained.bestStep[place * plan.folds]!,
          stoppedStep: trained.stoppedStep[place * plan.folds]!,
        },
      )
      const checkpoint = () =>
        encodeCheckpoint(
          reader.checkpoint(place, {
            epoch: group.epochs,
            updates: group.updates,
            best: lane.best,
          }),
        )
      const decision =
        reports.length > 0 ? await options.onEpochs(lane.index, reports, checkpoint) : 'continue'
      return { lane, place, end, decision, checkpoint }
    }),
  )
  const training = ({ durationMs }: Lane) => ({ durationMs, execution: runner.execution() })
  const staying: number[] = []
  for (const { lane, place, end, decision, checkpoint } of told) {
    const result = decideResult(
      lane,
      { end, decision, lastStep: group.epochs },
      { classes: () => classes(place), checkpoint },
    )
    if (result === null) {
      staying.push(place)
    } else if (result.state === 'complete') {
      const members = laneMembers(group.network, options, lane, reader.best(place))
      options.onEnd(
        lane.index,
        { ...result, ...(await laneModel(options, members)) },
        training(lane),
      )
    } else {
      options.onEnd(lane.index, result, training(lane))
    }
  }
  compact(options, group, staying)
}
