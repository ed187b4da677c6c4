/** Evaluates a function for trials that Sweepd suggests. Run npm start, then node dist/examples/ask-and-tell.js */
const url = `${process.env.SWEEPD_URL ?? 'http://127.0.0.1:3000'}/v1/studies`
const authorization = `Bearer ${process.env.SWEEPD_API_KEY ?? ''}`
const headers = { 'content-type': 'application/json', authorization }

const study = await call<{ id: string }>('', {
  name: 'ask-and-tell.ts',
  objective: { metric: 'loss', direction: 'minimize' },
  sampler: { type: 'tpe' },
  pruner: { type: 'median', startupTrials: 5 },
  budget: { trials: 30 },
  space: { x: { $float: { low: -5, high: 5 } }, y: { $float: { low: -5, high: 5 } } },
})

const clientId = `node ${process.pid}`
const ask = () => call<Asked>(`/${study.id}/trials/suggest`, { clientId, count: 2 })
for (let asked = await ask(); asked.trials.length > 0; asked = await ask()) {
  for (const { number, spec } of asked.trials) {
    let [loss, isHopeless] = [0, false]
    for (let step = 1; step <= 10 && !isHopeless; step++) {
      loss = (spec.x - 1) ** 2 + (spec.y + 2) ** 2 + 5 / step
      const told = { clientId, step, value: loss }
      const { shouldPrune } = await call<Verdict>(`/${study.id}/trials/${number}/report`, told)
      isHopeless = shouldPrune
    }
    const end = isHopeless ? { state: 'pruned' } : { value: loss }
    await call(`/${study.id}/trials/${number}/complete`, { clientId, ...end })
  }
}
console.log(JSON.stringify(await call(`/${study.id}`)))

async function call<T>(path: string, body?: object): Promise<T> {
  const init = body ? { method: 'POST', body: JSON.stringify(body), headers } : { headers }
  const answer = await fetch(url + path, init)
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}
type Asked = { trials: { number: number; spec: { x: number; y: number } }[] }
type Verdict = { shouldPrune: boolean }
