import { BlockList, isIP } from 'node:net'

/** Says whether an address lies in any of the blocks; text that is no address lies in none. */
export type AddressSet = (address: string) => boolean

/**
 * Opens a list of addresses and CIDR blocks (`10.0.0.0/8`, `fd00::/8`, `192.0.2.7`). Throws on
 * text that is neither: the settings ask `isAddressBlock` first.
 */
export function openAddressSet(blocks: readonly string[]): AddressSet {
  // One list for each family: Node takes every IPv4 address for one of `::/64`.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const text of blocks) {
    const block = parseBlock(text)
    if (!block) throw new Error(`${text} is neither an address nor a CIDR block`)
    lists[block.family].addSubnet(block.address, block.prefix, block.family)
  }
  return (address) => {
    const plain = plainAddress(address)
    const family = familyOf(plain)
    return family !== null && lists[family].check(plain, family)
  }
}

export const isAddressBlock = (text: string): boolean => parseBlock(text) !== null

/** An IPv4 address that arrived over an IPv6 socket (`::ffff:192.0.2.7`) is that IPv4 address. */
export function plainAddress(address: string): string {
  const zoneless = address.split('%', 1)[0] ?? ''
  return mappedIn(zoneless) ?? zoneless
}

/** However it is written: `::ffff:192.0.2.7`, `::FFFF:c000:207`, `0:0:0:0:0:ffff:…`. */
function mappedIn(address: string): string | null {
  if (isIP(address) !== 6) return null
  const { hostname } = new URL(`http://[${address}]`)
  const [, high, low] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname) ?? []
  if (high === undefined || low === undefined) return null
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}

interface Block {
  readonly address: string
  readonly prefix: number
  readonly family: Family
}

type Family = 'ipv4' | 'ipv6'

function familyOf(address: string): Family | null {
  const version = isIP(address)
  if (version === 0) return null
  return version === 4 ? 'ipv4' : 'ipv6'
}

/** Bits in front of an IPv4 address where it is written as an IPv6 one. */
const MAPPED_BITS = 96

function parseBlock(text: string): Block | null {
  const [address = '', length, ...rest] = text.trim().split('/')
  const family = familyOf(address)
  if (family === null || rest.length > 0) return null
  const longest = family === 'ipv4' ? 32 : 128
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null
  const prefix = length === undefined ? longest : Number(length)
  if (prefix > longest) return null
  const mapped = mappedIn(address)
  return mapped !== null && prefix >= MAPPED_BITS
    ? { address: mapped, prefix: prefix - MAPPED_BITS, family: 'ipv4' }
    : { address, prefix, family }
}
