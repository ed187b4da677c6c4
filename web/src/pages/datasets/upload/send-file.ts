/** Sends a file with its spec. By XMLHttpRequest, because `fetch` does not tell how much of a body has been sent. */
import { noteAnswer, noteSilence } from '../../../api/connection.ts'
import { problemFrom, Unreachable } from '../../../api/problem.ts'
import { currentKey, refuse } from '../../../api/session.ts'
import type { DatasetSpec } from './dataset-spec.ts'

/**
 * @param onProgress  share of the body that has been sent, from 0 to 1
 * @returns the body of the answer
 * @throws ApiProblem, Unreachable, or what `signal` was aborted with
 */
export function sendFile<Answer>(
  path: string,
  { spec, file }: { spec: DatasetSpec; file: File },
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (share: number) => void } = {},
): Promise<Answer> {
  const form = new FormData()
  form.append('spec', JSON.stringify(spec))
  form.append('file', file, file.name)
  const key = currentKey()
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    if (key !== null) request.setRequestHeader('authorization', `Bearer ${key}`)
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0)
    request.onload = () => {
      noteAnswer()
      if (request.status < 300) return resolve(JSON.parse(request.responseText) as Answer)
      const problem = problemFrom(request.status, request.responseText)
      if (problem.status === 401) refuse(key)
      reject(problem)
    }
    request.onerror = () => {
      noteSilence()
      reject(new Unreachable(new Error(`the upload of ${file.name} failed`)))
    }
    request.onabort = () => reject(signal?.reason ?? new DOMException('aborted', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}
