/** Whether a study may still be given trials: it is paused at most. */
export const isOpen = ({ state }: { state: string }): boolean =>
  state === 'running' || state === 'paused'
