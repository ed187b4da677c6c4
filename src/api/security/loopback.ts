import net from 'node:net'

/**
 * Normalizes the host name in a Host header or a listening address as browsers do: lower case, `127.1` as `127.0.0.1`,
 * IPv6 in brackets, without port. Null if it is not valid.
 */
export function parseHostname(host: string): string | null {
  const authority = net.isIPv6(host) ? `[${host}]` : host
  if (!/^(\[[\da-f:.]+\]|[^\s/?#@:[\]\\]+)(:\d{1,5})?$/i.test(authority)) return null
  const url = `http://${authority}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : null
}

/** Is this name or address reachable from this machine only? `127.evil.example` is an ordinary name. */
export function isLoopback(host: string): boolean {
  const name = parseHostname(host)
  if (name === null) return false
  return name === 'localhost' || name === '[::1]' || (net.isIPv4(name) && name.startsWith('127.'))
}
