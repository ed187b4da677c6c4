/** What one dataset may hold: beyond this, reading it would take the memory of the whole service. */
export const maxRows = 2_000_000
export const maxColumns = 16_385 // 128 × 128 inputs and a target
export const maxCells = 2 ** 27
export const maxFileBytes = 2 ** 29 // after unpacking
