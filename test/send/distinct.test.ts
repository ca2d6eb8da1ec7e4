import { expect, test } from 'vitest'
import { inFields, makeDistinct } from '../../src/send/distinct.ts'
import { NOON } from '../support/make.ts'

const words = (data: Record<string, string>) => ({
  template: 'work-notification',
  parts: [{ msgKey: 'sampleText' as const, title: '3 alerts', text: '', buttons: [], data }],
  omitted: 0,
  form: 'full' as const,
})

test('the time of acceptance stands behind the longest value that is no address', () => {
  const data = { name: 'Down', summary: 'Nobody answers.', url: 'https://example.com/a/long/way' }
  expect(makeDistinct(words(data), NOON, 'Asia/Shanghai').parts[0]!.data).toEqual({
    ...data,
    summary: 'Nobody answers. · 20:00:00',
  })
})

test('what was accepted at two times is never the same', () => {
  const data = { name: 'Down' }
  const [a, b] = [NOON, NOON + 1_000].map((at) => makeDistinct(words(data), at, 'UTC').parts)
  expect(a).not.toEqual(b)
})

test('with addresses only there is nothing to mark', () => {
  const data = { url: 'https://example.com' }
  expect(makeDistinct(words(data), NOON, 'UTC')).toEqual(words(data))
})

test('a digest speaks through the likeliest field', () => {
  const data = { name: 'Down', summary: 'Nobody answers.' }
  expect(inFields(words({}), data).parts[0]!.data).toEqual({ name: 'Down', summary: '3 alerts' })
})
