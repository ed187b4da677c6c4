import { type FormEvent, useState } from 'react'
import { queryClient } from '../api/queries.ts'
import { signIn, useSession } from '../api/session.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/text-field.tsx'
import { usePageTitle } from './page-title.ts'
import css from './sign-in.module.css'

/** Asks for the API key. It is tried before it is kept. */
export function SignIn() {
  usePageTitle('Sign in')
  const session = useSession()
  const [key, setKey] = useState('')
  const [error, setError] = useState<string | null>(
    session.key === null ? null : 'The service does not accept this tab’s key any more.',
  )
  const [isPending, setPending] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setPending(true)
    const refusal = await tryKey(key.trim())
    setPending(false)
    setError(refusal)
    if (refusal !== null) return
    queryClient.clear()
    signIn(key.trim())
  }
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <img src="/favicon.svg" alt="" width="36" height="36" />
        <h1>Sign in to Sweepd</h1>
        <p className="muted">
          This service needs its API key: the value of <code>SWEEPD_API_KEY</code>. It is kept in
          this tab until you close it.
        </p>
        <TextField
          label="API key"
          type="password"
          autoComplete="current-password"
          value={key}
          onChange={setKey}
          error={error}
          isRequired
          autoFocus
        />
        <Button look="primary" type="submit" isPending={isPending}>
          Sign in
        </Button>
      </form>
    </main>
  )
}

/** @returns why the key is refused; null: it is accepted */
async function tryKey(key: string): Promise<string | null> {
  if (!/^[\x21-\x7e]+$/.test(key))
    return 'A key has only letters, digits and signs, without spaces.'
  try {
    const { status } = await fetch('/v1/studies?limit=1', {
      headers: { authorization: `Bearer ${key}` },
    })
    if (status === 401) return 'This is not the key of the service.'
    return status < 400
      ? null
      : `The service answered with status ${status}. Try again in a moment.`
  } catch {
    return 'The service does not answer. Try again in a moment.'
  }
}
