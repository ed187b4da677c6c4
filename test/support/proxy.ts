/** A TCP proxy that is at fault when it is told to be: it drops an answer, or goes silent as a network that is cut. */
import net from 'node:net'

export interface FaultyProxy {
  port: number
  /** The same address, by way of the proxy. */
  through(url: string): string
  /** Of the next connection that sends `text`, no answer comes through any more. Resolves when it was sent. */
  dropAnswersTo(text: string): Promise<void>
  /** Nothing passes on the connections that are open now, and nobody is told; new ones pass. */
  cut(): void
  close(): Promise<void>
}

export async function faultyProxy(target: string): Promise<FaultyProxy> {
  const { hostname, port } = new URL(target)
  const open = new Set<{ isCut: boolean }>()
  const sockets = new Set<net.Socket>()
  let dropped: { text: string; sent: () => void } | null = null

  const server = net.createServer((client) => {
    const upstream = net.connect(Number(port), hostname)
    const link = { isCut: false, answersDropped: false }
    open.add(link)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.on('data', (bytes) => {
      if (link.isCut) return
      if (dropped && bytes.includes(dropped.text)) {
        link.answersDropped = true
        dropped.sent()
        dropped = null
      }
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (!link.isCut && !link.answersDropped) client.write(bytes)
    })
    const ends = (one: net.Socket, other: net.Socket) =>
      one.on('close', () => {
        sockets.delete(one)
        if (link.isCut) return
        open.delete(link)
        other.destroy()
      })
    ends(client, upstream)
    ends(upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own = (server.address() as net.AddressInfo).port
  return {
    port: own,
    through(url) {
      const changed = new URL(url)
      changed.host = `127.0.0.1:${own}`
      return changed.href
    },
    dropAnswersTo: (text) =>
      new Promise((sent) => {
        dropped = { text, sent }
      }),
    cut() {
      for (const link of open) link.isCut = true
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}
