import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answerOf, client } from '../../api/client.ts'
import type { Dataset } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { formatCount } from '../../ui/format.ts'
import { showToast } from '../../ui/toast.tsx'
import css from './datasets.module.css'

/** Asks before a dataset goes for good. The service refuses while studies use it; its reason is shown here. */
export function DeleteDataset({
  dataset,
  onClose,
  onDeleted,
}: {
  dataset: Pick<Dataset, 'name' | 'rows'> | null
  onClose: () => void
  onDeleted?: () => void
}) {
  const queryClient = useQueryClient()
  const deletion = useMutation({
    mutationFn: (id: string) =>
      answerOf(client.DELETE('/v1/datasets/{id}', { params: { path: { id } } })),
    onSuccess: async (_, name) => {
      close()
      onDeleted?.()
      showToast({ text: `${name} is deleted` })
      await queryClient.invalidateQueries({ queryKey: ['datasets'] })
    },
  })
  const close = () => {
    deletion.reset()
    onClose()
  }
  return (
    <Dialog
      title={`Delete ${dataset?.name ?? ''}?`}
      isOpen={dataset !== null}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>Keep it</Button>
          <Button
            look="danger"
            isDisabled={deletion.isPending}
            onPress={() => dataset !== null && deletion.mutate(dataset.name)}
          >
            Delete
          </Button>
        </>
      }
    >
      <p>
        Its {formatCount(dataset?.rows)} rows go for good. To use them again, the file has to be
        uploaded again.
      </p>
      {deletion.error !== null && (
        <p className={css.refused} role="alert">
          {deletion.error.message} Delete the studies first.
        </p>
      )}
    </Dialog>
  )
}
