import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shortenMarkdown } from '../../../src/message/fitting/shorten-markdown.ts'

test.each([
  ['one two three', 9, 'one two t…'],
  ['see [the run](https://a.example/1) now', 20, 'see…'],
  ['see [the run](https://a.example/1) now', 36, 'see [the run](https://a.example/1) n…'],
  ['a `code span` b', 7, 'a…'],
  ['**bold words** x', 8, '**bold w**…'],
  ['a \\* b', 3, 'a…'],
  ['x\n```\nlong code here\n```\ny', 12, 'x\n```\nlong c…\n```'],
  ['see [x](https://a.example/a_(b)_c) and more', 30, 'see…'],
  ['see [x](https://a.example/a_(b(c and more', 30, 'see…'],
  ['see [x](https://a.example/a_(b(c) and more', 31, 'see…'],
  ['see [x](https://a.example/a_(b)) and more', 34, 'see [x](https://a.example/a_(b)) a…'],
  ['family 👩‍👩‍👧‍👦 x', 12, 'family…'],
])('%j cut at %i is %j', (text, length, expected) => {
  expect(shortenMarkdown(text, length)).toBe(expected)
})

test('whatever is cut, no link is left open and nothing is much longer than it may be', () => {
  const piece = fc.constantFrom(
    '[a b](https://x.example/y)',
    '**b**',
    '`c`',
    '中',
    'word ',
    '\n',
    '\\*',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.nat({ max: 200 }), (pieces, length) => {
      const short = shortenMarkdown(pieces.join(''), length)
      const bare = short.replace(/\[a b\]\(https:\/\/x\.example\/y\)/g, '')
      expect(bare).not.toMatch(/[[\]()]/)
      expect(short.length).toBeLessThanOrEqual(Math.max(1, length) + 3)
    }),
  )
})

test('an address with thousands of brackets is looked at once', () => {
  const text = `[x](${'(aaaa'.repeat(2_000)}))`
  const start = process.threadCpuUsage()
  expect(shortenMarkdown(`${text} ${'b'.repeat(100)}`, text.length + 10)).toHaveLength(
    text.length + 11,
  )
  // Its own time; what doubled with each bracket never ended.
  expect(process.threadCpuUsage(start).user).toBeLessThan(4_000_000)
})
