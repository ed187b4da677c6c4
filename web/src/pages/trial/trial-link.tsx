import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/**
 * A link to the page of a trial.
 *
 * @param id  of the study
 */
export function TrialLink({
  id,
  number,
  className,
  children,
}: {
  id: string
  number: number
  className?: string | undefined
  children?: ReactNode // "Trial 3" without it
}) {
  return (
    <Link
      className={className}
      to="/studies/$id/trials/$number"
      params={{ id, number: String(number) }}
    >
      {children ?? `Trial ${number}`}
    </Link>
  )
}

/** Goes to the page of a trial, for what is pressed but is no link: points of a plot, rows of a table. */
export function useOpenTrial(id: string): (number: number) => void {
  const navigate = useNavigate()
  return (number) =>
    void navigate({ to: '/studies/$id/trials/$number', params: { id, number: String(number) } })
}
