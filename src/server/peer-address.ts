import { isIP } from 'node:net'
import { type AddressSet, plainAddress } from '../ingest/address-set.ts'

/**
 * Who sent a request: the peer, or, where it is a trusted proxy, the last address in
 * X-Forwarded-For that is none. Read from the right, because everything further left may be forged.
 */
export function peerAddress(
  socketAddress: string,
  forwardedFor: string | undefined,
  isTrusted: AddressSet,
): string {
  let address = plainAddress(socketAddress)
  const hops = (forwardedFor ?? '').split(',').filter((hop) => hop.trim() !== '')
  while (isTrusted(address)) {
    const hop = hops.pop()
    if (hop === undefined) return address
    address = withoutPort(hop.trim())
    // A trusted proxy vouches for something that is no address: then nobody knows who it is.
    if (isIP(address) === 0) return 'unknown'
  }
  return address
}

/** Some proxies write `192.0.2.7:1234` or `[2001:db8::7]:1234`. */
function withoutPort(hop: string): string {
  const match = /^\[([^\]]+)\](?::\d+)?$/.exec(hop) ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop)
  return plainAddress(match?.[1] ?? hop)
}
