/** Every schedule of the learning rate: a new one is a file and a line here. */
import { constant } from './constant.ts'
import { cosine } from './cosine.ts'
import { cosineLog } from './cosine-log.ts'
import { exponential } from './exponential.ts'
import { oneCycle } from './one-cycle.ts'
import type { Schedule } from './schedule.ts'
import { step } from './step.ts'

export const schedules = {
  constant,
  step,
  exponential,
  cosine,
  cosineLog,
  oneCycle,
} as const satisfies Record<string, Schedule>
