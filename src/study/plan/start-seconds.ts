/**
 * Seconds of a trainer for one trial beside its epochs: compiling, reading, saving. Assumed, not measured on this machine,
 * and rather too high: a plan that counts too little has no time left for its finalists.
 */
export const startSeconds = { lanes: 0.4, alone: 1 }
