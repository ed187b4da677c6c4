/** How many lanes a graph has. */

/**
 * Places of a graph for so many lanes: few different counts, so that a graph serves many groups.
 *
 * @returns  the next power of two
 */
export function laneSlots(lanes: number): number {
  return 2 ** Math.ceil(Math.log2(lanes))
}
