import { BlockList, isIP } from 'node:net'

/** Says whether an address lies in any of the blocks; text that is no address lies in none. */
export type AddressSet = (address: string) => boolean

/**
 * Opens a list of addresses and CIDR blocks (`10.0.0.0/8`, `fd00::/8`, `192.0.2.7`). Throws on
 * text that is neither: the settings ask `isAddressBlock` first.
 */
export function openAddressSet(blocks: readonly string[]): AddressSet {
  const list = new BlockList()
  for (const text of blocks) {
    const block = parseBlock(text)
    if (!block) throw new Error(`${text} is neither an address nor a CIDR block`)
    list.addSubnet(block.address, block.prefix, block.family)
  }
  return (address) => {
    const plain = plainAddress(address)
    const version = isIP(plain)
    return version !== 0 && list.check(plain, version === 4 ? 'ipv4' : 'ipv6')
  }
}

export const isAddressBlock = (text: string): boolean => parseBlock(text) !== null

/** An IPv4 address that arrived over an IPv6 socket (`::ffff:192.0.2.7`) is that IPv4 address. */
export function plainAddress(address: string): string {
  const zoneless = address.split('%', 1)[0] ?? ''
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(zoneless)
  return mapped?.[1] ?? zoneless
}

interface Block {
  readonly address: string
  readonly prefix: number
  readonly family: 'ipv4' | 'ipv6'
}

function parseBlock(text: string): Block | null {
  const [address = '', length, ...rest] = text.trim().split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return null
  const longest = version === 4 ? 32 : 128
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null
  const prefix = length === undefined ? longest : Number(length)
  return prefix <= longest ? { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' } : null
}
