/** SQL for the values of a trial `t`'s parameters. */
import type { ParamValue } from '../../search/space/params.ts'

/** Adds a value to those of the query, and returns its placeholder. */
export type Bind = (value: unknown) => string

/** Null: the trial lacks the parameter, or its value is no number. */
export function numberParam(name: string, bind: Bind): string {
  const at = `${bind(name)}::text`
  // from its text, which costs a third of the conversion from jsonb
  return `CASE WHEN jsonb_typeof(t.params -> ${at}) = 'number' THEN (t.params ->> ${at})::float8 END`
}

/** The value's index among the options, from 0; null: the trial lacks the parameter, or has another option. */
export function optionPlace(name: string, options: readonly ParamValue[], bind: Bind): string {
  return `(array_position(${optionsSql(options, bind)}, ${paramSql(name, bind)}) - 1)`
}

/** Condition: the value is one of the options. */
export function isOption(name: string, options: readonly ParamValue[], bind: Bind): string {
  return `${paramSql(name, bind)} = ANY(${optionsSql(options, bind)})`
}

function paramSql(name: string, bind: Bind): string {
  return `t.params -> ${bind(name)}::text`
}

function optionsSql(options: readonly ParamValue[], bind: Bind): string {
  return `${bind(options.map((option) => JSON.stringify(option)))}::text[]::jsonb[]`
}
