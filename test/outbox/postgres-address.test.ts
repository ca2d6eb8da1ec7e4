import { expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { readAddress } from '../../src/outbox/postgres-address.ts'
import { addressOf } from '../support/postgres.ts'

test.each([
  ['postgres://db/bridge', { host: 'db', port: 5432, database: 'bridge', ssl: false }],
  [
    'postgresql://li:p%40ss@[::1]:6432/b',
    { host: '::1', port: 6432, user: 'li', password: 'p@ss' },
  ],
  ['postgres://li@db', { database: 'li' }],
  ['postgres:///bridge?host=/run/postgresql', { host: '/run/postgresql', database: 'bridge' }],
  ['postgres://db/b?application_name=north', { application_name: 'north' }],
  ['postgres://db/b?sslmode=require', { ssl: { rejectUnauthorized: false } }],
  ['postgres://db/b?sslmode=verify-full', { ssl: {} }],
])('%s is read as psql reads it', (url, config) => {
  expect(readAddress(addressOf(url)).config).toMatchObject(config)
})

test('with an authority to trust, the certificate and its name are checked', () => {
  const { config } = readAddress(addressOf('postgres://db/b', { ca: 'PEM' }))
  expect(config.ssl).toEqual({ ca: 'PEM' })
})

test('what stands beside the address wins', () => {
  const beside = { username: 'wang', password: new Secret('beside') }
  const { config } = readAddress(addressOf('postgres://li:inside@db/b', beside))
  expect(config).toMatchObject({ user: 'wang', password: 'beside', database: 'b' })
})

test.each([
  ['postgres://db/b?sslmode=disable', /sslmode=disable, and store\.ca is set/],
  ['postgres://db/b?sslrootcert=x.pem', /sslrootcert is not known.*store\.ca_file/],
  ['postgres://li:se%cret@db/b', /a % stands for itself only as %25/],
])('%s is refused without a secret', (url, words) => {
  const read = () => readAddress(addressOf(url, { ca: 'PEM' }))
  expect(read).toThrow(words)
  expect(read).not.toThrow(/se%cret/)
})

test('its place in messages holds neither name nor password', () => {
  expect(readAddress(addressOf('postgres://li:inside@db/b')).place).toBe('db:5432/b')
})
