/** A thread that answers one question and ends. */
import { Worker } from 'node:worker_threads'

/**
 * @param entry     path of the thread's module, as built; it finds the question in `workerData` and posts its answer
 * @param question  is copied into the thread
 * @throws what the thread throws, or that it ended without an answer
 */
export async function askThread<Answer>(entry: string, question: object): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const thread = new Worker(entry, { workerData: question })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`the thread ended with code ${code}`)))
  })
}
