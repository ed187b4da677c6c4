/** The request that starts a study, as texts that run elsewhere. Each posts exactly the body of the page; pure. */

export interface Target {
  origin: string // such as http://127.0.0.1:3000
  needsKey: boolean
}

export type Language = 'curl' | 'typescript' | 'python'

export const languages: Record<
  Language,
  { title: string; write(body: string, to: Target): string }
> = {
  curl: { title: 'curl', write: asCurl },
  typescript: { title: 'TypeScript', write: asTypeScript },
  python: { title: 'Python', write: asPython },
}

function asCurl(body: string, { origin, needsKey }: Target): string {
  const key = needsKey ? ` \\\n  -H "Authorization: Bearer $SWEEPD_API_KEY"` : ''
  return `curl ${origin}/v1/studies -H 'Content-Type: application/json'${key} -d '${body.replaceAll("'", `'\\''`)}'\n`
}

function asTypeScript(body: string, { origin, needsKey }: Target): string {
  const key = needsKey ? '\n    authorization: `Bearer $' + '{process.env.SWEEPD_API_KEY}`,' : ''
  return `const study = ${body}

const response = await fetch('${origin}/v1/studies', {
  method: 'POST',
  headers: {
    'content-type': 'application/json',${key}
  },
  body: JSON.stringify(study),
})
const answer = await response.json()
if (!response.ok) throw new Error(JSON.stringify(answer, null, 2))
console.log(\`${origin}/studies/\${answer.id}\`)
`
}

function asPython(body: string, { origin, needsKey }: Target): string {
  const imports = needsKey
    ? 'import json\nimport os\nimport urllib.request'
    : 'import json\nimport urllib.request'
  const key = needsKey ? `, "Authorization": f"Bearer {os.environ['SWEEPD_API_KEY']}"` : ''
  return `${imports}

study = json.loads(r"""
${escapeRaw(body)}
""")

request = urllib.request.Request(
    "${origin}/v1/studies",
    data=json.dumps(study).encode(),
    headers={"Content-Type": "application/json"${key}},
)
with urllib.request.urlopen(request) as response:
    answer = json.load(response)
print(f"${origin}/studies/{answer['id']}")
`
}

/** Three quotes would end Python's text; JSON can write a quote in another way. */
function escapeRaw(body: string): string {
  return body.replaceAll('"""', '"\\u0022"')
}
