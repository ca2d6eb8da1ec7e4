import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clean, cut, shortenBytes } from '../../../src/message/markdown/clean.ts'
import { openOutside, safeUrl } from '../../../src/message/markdown/link.ts'
import { markValue, placeUrl, placeValues } from '../../../src/message/markdown/place.ts'

/** Renders a text in which `{}` stands for the value. */
const place = (text: string, value: string) =>
  placeValues(text.replaceAll('{}', () => markValue(value)))

describe('a value that does nothing stays as it is', () => {
  test.each([
    'checkout-api',
    'node_cpu_total',
    'a_b_c',
    '1.5',
    '-3',
    '[x]',
    'x > 5',
    'a < b',
    'C:\\temp',
    '50% & up',
    '2 * 3',
    'a#b',
    'a@b.com',
    '__meta__x'.slice(2),
    '支付_服务',
    "don't!",
    '(x)',
    'a - b',
    '~/x',
    'job=~"a|b"',
  ])('%s', (value) => {
    expect(place('x {} y', value)).toBe(`x ${value} y`)
  })
})

test.each([
  ['{}: http://evil.example', '[x]', '\\[x]: http://evil.example'],
  ['- {}: gone', '[x]', '- \\[x]: gone'],
  ['{}: here', 'a [x]', 'a [x]: here'],
  ['at {}: here', '[x]', 'at [x]: here'],
])('in %j the value %j defines no link: %j', (text, value, expected) => {
  expect(place(text, value)).toBe(expected)
})

describe('a character that would act is escaped where it acts', () => {
  test.each([
    ['{}', '# big', '\\# big'],
    ['{}', '- item', '\\- item'],
    ['{}', '+ item', '\\+ item'],
    ['{}', '* item', '\\* item'],
    ['{}', '1. item', '1\\. item'],
    ['{}', '> quote', '\\> quote'],
    ['{}', '---', '\\---'],
    ['{}', '===', '\\==='],
    ['- {}', '# big', '- \\# big'],
    ['x {}', '# big', 'x # big'],
    ['{}', '-3 °C', '-3 °C'],
    ['{}', '**bold**', '\\*\\*bold\\*\\*'],
    ['{}', '__init__', '\\_\\_init\\_\\_'],
    ['{}', '`rm`', '\\`rm\\`'],
    ['{}', '<b>&lt;', '\\<b>\\&lt;'],
    ['{}', '![x](http://x)', '!\\[x\\](http://x)'],
    ['{}(3)', '[x]', '\\[x\\](3)'],
    ['{}[Graph](https://g.example)', 'wow!', `wow\\![Graph](${openOutside('https://g.example/')})`],
    ['**{}**', 'a\\', '**a\\\\**'],
    ['**{}**', ' a\nb ', '**a b **'.replace(' **', '**')],
    ['`{}`', 'a`b\nc', "`a'b c`"],
    [
      '{}',
      'hi @all, @13800000000 and @所有人',
      'hi @\u200ball, @\u200b13800000000 and @\u200b所有人',
    ],
  ])('%s with %j', (text, value, expected) => {
    expect(place(text, value)).toBe(expected)
  })
})

describe('lines of a value', () => {
  test.each([
    ['{}', 'a\n\nb', 'a  \nb'],
    ['> {}', 'a\n# b', '> a  \n> \\# b'],
    ['- {}', 'a\nb', '- a  \n  b'],
    ['#### {}', 'a\nb', '#### a b'],
    ['[{}](https://x.example)', 'a]\n(b', `[a\\] (b](${openOutside('https://x.example/')})`],
  ])('%s with %j do not leave their place', (text, value, expected) => {
    expect(place(text, value)).toBe(expected)
  })
})

describe('links', () => {
  test.each([
    ['https://a.example/x(1)?q=a b', 'https://a.example/x%281%29?q=a%20b'],
    ['http://a.example', 'http://a.example/'],
    ['dingtalk://dingtalkclient/page/x', 'dingtalk://dingtalkclient/page/x'],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['/relative', null],
    ['', null],
    ['java\u0000script:x', null],
    ['https://a.example/\nx', null],
  ])('%j is %j', (raw, expected) => {
    expect(safeUrl(raw)).toBe(expected)
  })

  test('are rewritten at the whole beginning only', () => {
    const rewrites = [{ from: 'http://prom:909/', to: 'https://p.example.com' }]
    expect(safeUrl('http://prom:909/graph?x=1', rewrites)).toBe('https://p.example.com/graph?x=1')
    expect(safeUrl('http://prom:9090/', rewrites)).toBe('http://prom:9090/')
  })

  test('open outside the client', () => {
    expect(place('[Graph]({})', 'https://a.example/?q=(x)')).toBe(
      '[Graph](dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fa.example%2F%3Fq%3D%2528x%2529&pc_slide=false)',
    )
  })

  test('of an image stay direct', () => {
    expect(place('![]({})', 'https://a.example/x.png')).toBe('![](https://a.example/x.png)')
  })

  test('that may not be one are printed as text, and no address leaves no hole', () => {
    expect(place('a [Graph]({}) b', 'javascript:alert(1)')).toBe('a Graph (javascript:alert(1)) b')
    expect(place('a [Graph]({}) b', '')).toBe('a Graph b')
  })

  test('a value inside an address is encoded', () => {
    expect(placeUrl(`https://x.example/?q=${markValue('a&b=(c)')}`)).toBe(
      'https://x.example/?q=a%26b%3D%28c%29',
    )
    expect(place('[![i]({})]({})', 'javascript:x')).toBe('[i (javascript:x)]()')
  })
})

describe('cleaning', () => {
  test('takes out what is not seen', () => {
    expect(clean('a\u0000\u001b[31mred\u001b[0m\u202eb\ufeff\r\nc\td\ud800')).toBe(
      'aredb\nc d\ufffd',
    )
  })

  test('cuts between characters as people see them', () => {
    expect(cut('ab👩‍👩‍👧cd', 5)).toBe('ab')
    expect(shortenBytes('好好好好', 9)).toBe('好好…')
  })
})

test('no value makes a link, an image, or a block of its own', () => {
  const nasty = fc.string({
    unit: fc.constantFrom(...'[]()!\\`*_<>#-+1. \n|=~@ab:/'.split('')),
    maxLength: 30,
  })
  fc.assert(
    fc.property(nasty, (value) => {
      const text = place('x {} y {} **{}** z', value).replace(/\\./g, '~')
      expect(text).not.toMatch(/\]\(|\]\[|`|<[a-z/!]/)
      for (const line of text.split('\n').slice(1))
        expect(line).not.toMatch(/^(#|>|[-+*] |\d+\. |-+$|=+$)/)
    }),
    { numRuns: 2000 },
  )
})
