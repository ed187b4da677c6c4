import { useMutation } from '@tanstack/react-query'
import { fetchApi } from '../api/client.ts'
import { saveFile } from './download.ts'
import { showError } from './toast.tsx'

/** Saves what the API answers: by the client, which sends the key, where a link would not. */
export function useDownload({
  from,
  name,
  failText,
}: {
  from: string // path of the API
  name: string // of the file
  failText: string
}): { isPending: boolean; download: () => void } {
  const { mutate, isPending } = useMutation({
    mutationFn: async () => saveFile(name, await (await fetchApi(from)).blob()),
    onError: (error) => showError(failText, error),
  })
  return { isPending, download: () => mutate() }
}
