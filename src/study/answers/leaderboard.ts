/** Leaderboard, best first: index scans, independent of the number of trials. */
import { z } from 'zod'
import type { Sql } from '../../db/client.ts'
import {
  type RankingPlace,
  readRanking,
  readRankingVersion,
} from '../../db/tables/trials/ranking.ts'
import { Direction } from '../../search/compare/direction.ts'
import { type FinalRound, RankedFinalist } from '../finalists/finalists-spec.ts'
import { requireStudy } from '../require.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { ParamsAnswer } from './trial-answer.ts'

export const Leaderboard = z
  .strictObject({
    version: z.int().describe('increases whenever the leaderboard or the state changes'),
    direction: Direction,
    state: z.string().describe('state of the study'),
    items: z.array(
      z.strictObject({
        rank: z.int(),
        number: z.int(),
        value: z.number(),
        values: z.array(z.number()),
        step: z.int().nullable(),
        state: z.enum(['complete', 'running']).describe('running: ranked by its best epoch so far'),
        params: ParamsAnswer,
        durationMs: z.number().nullable(),
        finalist: RankedFinalist.nullable().describe('null for a trial that is no finalist'),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'Leaderboard' })
export type Leaderboard = z.infer<typeof Leaderboard>

/** Position where a page ended; the next page starts after it, even if trials were added or improved meanwhile. */
interface Cursor extends RankingPlace {
  rank: number
}

/** Cheap enough for hundreds of calls a second: ETags and long polls compare it. */
export async function leaderboardVersion(
  sql: Sql,
  studyId: string,
): Promise<{ version: number; lastEvent: number; hasEnded: boolean }> {
  return requireStudy(await readRankingVersion(sql, studyId), studyId)
}

/** @param after  `next` of the previous page, null for the first page */
export async function readLeaderboard(
  sql: Sql,
  studyId: string,
  { limit, after }: { limit: number; after: string | null },
): Promise<Leaderboard> {
  const cursor =
    after === null
      ? null
      : decodeCursor(after, { read: readPlace, encode: encodePlace, what: 'a valid cursor' })
  const found = await readRanking(sql, studyId, { limit: limit + 1, after: cursor })
  const page = requireStudy(found, studyId)
  const shown = page.items.slice(0, limit)
  const firstRank = (cursor?.rank ?? 0) + 1
  const last = shown.at(-1)
  const hasMore = page.items.length > limit && last !== undefined
  return {
    version: page.version,
    direction: page.direction,
    state: page.state,
    items: shown.map(({ rankValue: _, tieValue: __, ...item }, i) => ({
      rank: firstRank + i,
      ...item,
      finalist: finalistOf(page.finalists as FinalRound | null, item.number),
    })),
    next: hasMore
      ? encodePlace({
          rank: firstRank + shown.length - 1,
          rankValue: Number(last.rankValue),
          tieValue: Number(last.tieValue),
          number: last.number,
        })
      : null,
  }
}

function finalistOf(round: FinalRound | null, number: number): RankedFinalist | null {
  if (!round || round.seeds === 0 || !round.chosen.some(({ trial }) => trial === number))
    return null
  const found = round.ranking?.find(({ trial }) => trial === number)
  if (!found) return { rank: null, mean: null, interval: null, tied: null }
  const { rank, mean, interval, tied } = found
  return { rank, mean, interval, tied }
}

function encodePlace({ rank, rankValue, tieValue, number }: Cursor): string {
  return encodeCursor([rank, String(rankValue), String(tieValue), number])
}

function readPlace(json: unknown): Cursor | null {
  const [rank, rankValue, tieValue, number] = json as [number, string, string, number]
  const place = { rank, rankValue: Number(rankValue), tieValue: Number(tieValue), number }
  return isPlace(place) ? place : null
}

function isPlace({ rank, rankValue, tieValue, number }: Cursor): boolean {
  const isInt4 = (n: unknown) =>
    Number.isInteger(n) && (n as number) >= 0 && (n as number) < 2 ** 31
  return isInt4(rank) && isInt4(number) && !Number.isNaN(rankValue) && !Number.isNaN(tieValue)
}
