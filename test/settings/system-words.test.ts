import { expect, test } from 'vitest'
import { startWords, systemWords } from '../../src/settings/system-words.ts'

const refused = (code: string, more: object) =>
  Object.assign(new Error(`${code}: raw`), { code }, more)

test.each([
  [
    refused('EADDRINUSE', { syscall: 'listen', address: '127.0.0.1', port: 8080 }),
    'it cannot listen on 127.0.0.1:8080: another program has this address. Stop what has it, or choose another address in server.listen.',
  ],
  [
    refused('EACCES', { syscall: 'mkdir', path: '/data' }),
    '/data: this is not permitted. Give its user the right to write there, or name another place in store.url.',
  ],
  [refused('EPIPE', { syscall: 'write' }), 'EPIPE: raw'],
  [new Error('Another dingbridge has it open.'), 'Another dingbridge has it open.'],
])('a start that fails says what to do: %s', (error, words) => {
  expect(startWords(error, 'server.listen')).toBe(words)
})

test('a file that is not there is said in words, and what has none keeps its own', () => {
  expect(systemWords(refused('ENOENT', {}))).toBe('there is no such file')
  expect(systemWords(refused('EIO', {}))).toBe('EIO: raw')
})
