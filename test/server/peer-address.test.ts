import { expect, test } from 'vitest'
import { openAddressSet } from '../../src/ingest/address-set.ts'
import { peerAddress } from '../../src/server/peer-address.ts'

const isTrusted = openAddressSet(['10.0.0.0/8', '::1'])

test.each([
  ['a peer that is no proxy is not believed', '192.0.2.1', '198.51.100.9', '192.0.2.1'],
  ['a proxy names who came to it', '10.0.0.1', '198.51.100.9', '198.51.100.9'],
  ['two proxies in a row', '10.0.0.1', '198.51.100.9, 10.0.0.2', '198.51.100.9'],
  ['what stands further left may be forged', '10.0.0.1', '10.9.9.9, 198.51.100.9', '198.51.100.9'],
  ['a proxy that names nobody is the sender', '10.0.0.1', undefined, '10.0.0.1'],
  ['only proxies', '10.0.0.1', '10.0.0.2', '10.0.0.2'],
  ['IPv4 over an IPv6 socket', '::ffff:10.0.0.1', '198.51.100.9', '198.51.100.9'],
  ['the same without a proxy', '::ffff:192.0.2.1', undefined, '192.0.2.1'],
  ['a port behind the address', '10.0.0.1', '198.51.100.9:4711', '198.51.100.9'],
  ['IPv6 in brackets', '::1', '[2001:db8::7]:4711', '2001:db8::7'],
  ['the same in hexadecimal', '::ffff:a00:1', '198.51.100.9', '198.51.100.9'],
  ['a mapped address behind the proxy', '10.0.0.1', '::FFFF:c633:6409', '198.51.100.9'],
  ['a forged list ends at the first stranger', '10.0.0.1', '10.0.0.2, ::1, 1.1.1.1', '1.1.1.1'],
  ['empty hops are none', '10.0.0.1', '198.51.100.9, , ', '198.51.100.9'],
  ['an octal address is nobody', '10.0.0.1', '010.0.0.1', 'unknown'],
  ['nonsense is nobody', '10.0.0.1', '198.51.100.9, evil', 'unknown'],
])('%s', (_, socket, forwarded, expected) => {
  expect(peerAddress(socket, forwarded, isTrusted)).toBe(expected)
})
