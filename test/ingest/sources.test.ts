import { expect, test } from 'vitest'
import { isAddressBlock, openAddressSet } from '../../src/ingest/address-set.ts'
import { rewriteLink } from '../../src/ingest/link-rewrite.ts'
import { wishesOf } from '../../src/ingest/sources.ts'
import { anAuth, aRequest, aSource } from './make.ts'

test('a source’s labels are added, the alert’s own win, and links lead where people can go', () => {
  const source = aSource({
    labels: { cluster: 'prod', team: 'sre' },
    linkRewrites: [{ from: 'http://prometheus:9090', to: 'https://prom.example.com/' }],
  })
  const body = {
    externalURL: 'http://prometheus:9090',
    alerts: [
      {
        status: 'firing',
        labels: { team: 'dba' },
        generatorURL: 'http://prometheus:9090/graph?x=1',
      },
    ],
  }
  const reading = source.read(aRequest(body))
  expect(reading.ok && reading.value).toMatchObject({
    group: { url: 'https://prom.example.com/' },
    alerts: [
      {
        labels: { cluster: 'prod', team: 'dba' },
        links: { source: 'https://prom.example.com/graph?x=1' },
      },
    ],
  })
})

test.each([
  ['http://a:1', 'https://b', 'http://a:1/x', 'https://b/x'],
  ['http://a:1/', 'https://b', 'http://a:1/x', 'https://b/x'],
  ['http://a:1', 'https://b/p/', 'http://a:1/x?y#z', 'https://b/p/x?y#z'],
  ['http://a:1', 'https://b', 'http://a:1', 'https://b'],
  ['http://a:1', 'https://b', 'http://a:12/x', 'http://a:12/x'],
  ['http://a', 'https://b', 'http://a.evil/x', 'http://a.evil/x'],
])('%s → %s: %s becomes %s', (from, to, address, expected) => {
  expect(rewriteLink([{ from, to }], address)).toBe(expected)
})

test('whoever needs no credential may wish for any receiver', () => {
  const receivers = ['sre']
  expect(wishesOf(aSource({ receivers }))).toBe('any')
  expect(wishesOf(aSource({ receivers, auth: anAuth() }))).toEqual(['sre'])
})

test.each([
  ['10.0.0.0/8', true],
  ['fd00::/8', true],
  ['192.0.2.7', true],
  ['10.0.0.0/33', false],
  ['10.0.0/8', false],
  ['10.0.0.0/8/8', false],
  ['10.0.0.0/', false],
  ['example.com', false],
])('%s names addresses: %s', (text, expected) => {
  expect(isAddressBlock(text)).toBe(expected)
})

test.each([
  ['10.0.0.0/8', '10.1.2.3', true],
  ['10.0.0.0/8', '::ffff:10.1.2.3', true],
  ['10.0.0.0/8', '0:0:0:0:0:FFFF:0A01:0203', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['::ffff:10.0.0.0/104', '10.1.2.3', true],
  ['::ffff:10.0.0.0/104', '11.1.2.3', false],
  ['::/0', '10.1.2.3', false],
  ['::1/64', '10.1.2.3', false],
  ['0.0.0.0/0', '::1', false],
  ['fe80::/10', 'fe80::1%eth0', true],
  ['10.0.0.0/8', '10.1.2.3:80', false],
  ['10.0.0.0/8', '010.1.2.3', false],
  ['10.0.0.0/8', 'unknown', false],
])('%s holds %s: %s', (block, address, expected) => {
  expect(openAddressSet([block])(address)).toBe(expected)
})
