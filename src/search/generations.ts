/**
 * Folds a history into the state of a sampler that works in generations. Trials with a result are sorted by number
 * and cut into generations; the state is the one after the last full generation. It depends on the history alone: a
 * trial that ends late joins the generation that its number belongs to.
 *
 * For each space, the states of the last history are cached by settings, so that a call processes only new trials.
 * The cache affects speed only, not results.
 */
import type { Params } from './space/params.ts'
import type { SearchSpace } from './space/space.ts'
import type { Trial } from './trial.ts'

export interface Folded {
  told: number // number of trials that went into the state
}

export interface Fold<State extends Folded, Lesson, Settings> {
  learn(trial: Trial, settings: Settings): Lesson | null // null: the trial has no result to learn from
  isSame(one: Lesson, other: Lesson): boolean // compares lessons of trials with equal params
  begin(space: SearchSpace, settings: Settings): State
  size(state: State, settings: Settings): number // of the next generation
  next(state: State, generation: readonly Lesson[], settings: Settings): State
}

const maxMemories = 8 // per space: settings alternate as the number of running trials goes up and down

/** @returns  (space, history, settings) → state; settings are plain data */
export function foldGenerations<State extends Folded, Lesson, Settings>(
  fold: Fold<State, Lesson, Settings>,
): (space: SearchSpace, history: readonly Trial[], settings: Settings) => State {
  const memo = new WeakMap<SearchSpace, Map<string, Memory<State, Lesson>>>()
  return (space, history, settings) => {
    const key = JSON.stringify(settings)
    const memories = memo.get(space) ?? new Map<string, Memory<State, Lesson>>()
    const memory = memories.get(key) ?? { told: [], states: [fold.begin(space, settings)] }
    const { told, valid } = toldBy(history, memory.told, fold, settings)
    const states = [...memory.states]
    while ((states.at(-1)?.told ?? 0) > valid) states.pop()
    let state = states.at(-1) as State
    for (;;) {
      const end = state.told + fold.size(state, settings)
      if (end > told.length) break
      const generation = told.slice(state.told, end).map(({ lesson }) => lesson)
      state = fold.next(state, generation, settings)
      states.push(state)
    }
    memories.delete(key) // the most recently used goes to the end
    memories.set(key, { told, states })
    for (const oldest of [...memories.keys()].slice(0, -maxMemories)) memories.delete(oldest)
    memo.set(space, memories)
    return state
  }
}

interface Memory<State, Lesson> {
  told: readonly Told<Lesson>[]
  states: readonly State[]
}

interface Told<Lesson> {
  lesson: Lesson
  trial: Trial
  state: Trial['state']
  values: Trial['values']
}

/** Extracts the lessons of a history, and counts how many of the first ones are the same as before. */
function toldBy<State extends Folded, Lesson, Settings>(
  history: readonly Trial[],
  before: readonly Told<Lesson>[],
  { learn, isSame }: Fold<State, Lesson, Settings>,
  settings: Settings,
): { told: Told<Lesson>[]; valid: number } {
  const told: Told<Lesson>[] = []
  let valid = 0
  for (const trial of history) {
    const old = valid === told.length ? before[valid] : undefined
    if (old !== undefined && isUntouched(old, trial)) {
      told.push(old)
      valid += 1
      continue
    }
    const lesson = learn(trial, settings)
    if (lesson === null) continue
    told.push({ lesson, trial, state: trial.state, values: trial.values })
    const isKnown =
      old !== undefined &&
      old.trial.number === trial.number &&
      isSame(old.lesson, lesson) &&
      hasSameParams(old.trial.params, trial.params)
    if (isKnown) valid += 1
  }
  return { told, valid }
}

/** A fast path for histories that contain the same objects as before. */
function isUntouched({ trial, state, values }: Told<unknown>, other: Trial): boolean {
  return trial === other && state === other.state && values === other.values
}

function hasSameParams(one: Params, other: Params): boolean {
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  )
}
