import { expect, test } from 'vitest'
import { readJson } from '../../src/ingest/body.ts'
import { aRequest } from './make.ts'

const withType = (body: Uint8Array | string, type?: string) =>
  readJson(aRequest(body, { headers: type === undefined ? {} : { 'content-type': type } }))

test.each([
  undefined,
  '',
  'application/json',
  'application/json; charset=utf-8',
  'APPLICATION/JSON;charset="UTF-8"',
  'text/json',
  'application/vnd.api+json; charset=UTF-8',
  'application/cloudevents+json',
  'application/octet-stream',
  '*/*',
])('JSON is read under the content type %j', (type) => {
  expect(withType('{"a":1}', type)).toEqual({ ok: true, value: { a: 1 } })
})

test.each([
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=X',
  'text/plain',
  'text/html',
  'application/xml',
])('%s is refused before it is looked at', (type) => {
  expect(withType('{"a":1}', type)).toMatchObject({
    ok: false,
    error: { status: 415, code: 'unsupported_type' },
  })
})

test('a byte order mark is no part of the JSON', () => {
  expect(withType('\uFEFF{"a":1}')).toEqual({ ok: true, value: { a: 1 } })
})

test('a declared charset that is known is decoded', () => {
  const gbk = Buffer.from([0x22, 0xb8, 0xe6, 0xbe, 0xaf, 0x22])
  expect(withType(gbk, 'application/json; charset=gbk')).toEqual({ ok: true, value: '告警' })
})

test('a declared charset that is not known is refused', () => {
  expect(withType('{}', 'application/json; charset=klingon')).toEqual({
    ok: false,
    error: {
      status: 415,
      code: 'unsupported_charset',
      message: 'The charset `klingon` is not known; send UTF-8.',
    },
  })
})

test.each([
  ['invalid UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'The body is not valid `utf-8`. Send UTF-8.'],
  [
    'UTF-16 that does not say so',
    Buffer.from('\uFEFF{}', 'utf16le'),
    'The body is not valid `utf-8`; it looks like UTF-16. Send UTF-8.',
  ],
])('%s is refused', (_, bytes, message) => {
  expect(withType(bytes)).toEqual({ ok: false, error: { status: 400, code: 'bad_text', message } })
})

test('what is not JSON is refused with its place and without quoting the body', () => {
  expect(withType('{"password": "hunter2",\n "x": tru}')).toEqual({
    ok: false,
    error: {
      status: 400,
      code: 'bad_json',
      message: 'The body is not JSON: line 2, column 7: expected a value, found `t`.',
    },
  })
})

test('an empty body says so', () => {
  expect(withType(' \n')).toMatchObject({
    ok: false,
    error: { code: 'bad_json', message: 'The body is empty; expected JSON.' },
  })
})

test.each([
  [100, true],
  [102, false],
  [10_000, false],
])('%i nested lists: %s', (depth, taken) => {
  const result = withType('['.repeat(depth) + ']'.repeat(depth))
  expect(result.ok || result.error.code).toBe(taken || 'too_deep')
})

test('a key called __proto__ is a key', () => {
  const result = withType('{"__proto__": {"polluted": true}}')
  expect(result.ok && Object.keys(result.value as object)).toEqual(['__proto__'])
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})
