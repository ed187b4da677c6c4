/** Seconds of a trainer for one trial beside its epochs: compiling, reading, saving. */
export const startSeconds = { lanes: 0.4, alone: 1 }
