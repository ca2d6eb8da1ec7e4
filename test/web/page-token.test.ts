import { describe, expect, test } from 'vitest'
import { pageToken, readPageToken } from '../../src/web/page-token.ts'
import { NOON } from '../support/make.ts'

describe('the token of a page', () => {
  const token = pageToken('1abc', NOON + 60_000, 'key')

  test('names its delivery until its time is over', () => {
    expect(readPageToken(token, 'key', NOON)).toBe('1abc')
    expect(readPageToken(token, 'key', NOON + 60_000)).toBeNull()
  })

  test.each([
    ['another delivery', token.replace('1abc', '1abd')],
    ['a later end', token.replace(/\.[0-9a-z]+\./, '.zzzzzz.')],
    ['a cut signature', token.slice(0, -1)],
    ['nothing', ''],
    ['no dots', 'x'.repeat(40)],
  ])('is refused with %s', (_, forged) => {
    expect(readPageToken(forged, 'key', NOON)).toBeNull()
  })

  test('is refused with another key', () => {
    expect(readPageToken(token, 'other', NOON)).toBeNull()
  })
})
