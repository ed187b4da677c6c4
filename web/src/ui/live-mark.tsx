import css from './live-mark.module.css'

/** Whether what is shown follows its event stream. */
export function LiveMark({ isLive }: { isLive: boolean }) {
  return <span className={isLive ? css.live : css.waiting}>{isLive ? 'live' : 'connecting …'}</span>
}
