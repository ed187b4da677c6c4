import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { answerOf, client } from '../../api/client.ts'
import { queryClient, studiesKey } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { PlayIcon, PlusIcon } from '../../ui/icons.tsx'
import { showError } from '../../ui/toast.tsx'
import { curlCommand, digitsExample } from './digits-example.ts'

/** Before the first study: one press to see a search, and how to start one's own. */
export function NoStudies() {
  const { key } = useSession()
  return (
    <EmptyState
      icon={<PlayIcon size={20} />}
      title="No studies yet"
      actions={
        <>
          <RunExample look="primary" />
          <ButtonLink href="/studies/new">
            <PlusIcon /> New study
          </ButtonLink>
        </>
      }
      below={
        <CodeBlock label="Or from a terminal" code={curlCommand(location.origin, key !== null)} />
      }
    >
      A study searches for the settings with which a model learns best. The example trains small
      networks that read handwritten digits, and takes about a minute.
    </EmptyState>
  )
}

/** Starts the example and shows it. */
export function RunExample({ look = 'secondary' }: { look?: 'primary' | 'secondary' | 'quiet' }) {
  const navigate = useNavigate()
  const [isPending, setPending] = useState(false)
  const run = async () => {
    setPending(true)
    try {
      const { id } = await answerOf(client.POST('/v1/studies', { body: digitsExample as never }))
      void queryClient.invalidateQueries({ queryKey: studiesKey })
      await navigate({ to: '/studies/$id', params: { id } })
    } catch (error) {
      showError('The example was not started', error)
    } finally {
      setPending(false)
    }
  }
  return (
    <Button look={look} isPending={isPending} onPress={() => void run()}>
      <PlayIcon /> Run the digits example
    </Button>
  )
}
