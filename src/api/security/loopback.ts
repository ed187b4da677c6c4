import net from 'node:net'

/**
 * The name in a Host header or an address to listen on, as a browser writes it: lower case, `127.1` as `127.0.0.1`,
 * IPv6 in brackets, no port. Null: it is neither a name nor an address.
 */
export function parseHostname(host: string): string | null {
  const authority = net.isIPv6(host) ? `[${host}]` : host
  if (!/^(\[[\da-f:.]+\]|[^\s/?#@:[\]\\]+)(:\d{1,5})?$/i.test(authority)) return null
  const url = `http://${authority}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : null
}

/** Can this name or address be reached from this machine alone? `127.evil.example` is a name like any other. */
export function isLoopback(host: string): boolean {
  const name = parseHostname(host)
  if (name === null) return false
  return name === 'localhost' || name === '[::1]' || (net.isIPv4(name) && name.startsWith('127.'))
}
