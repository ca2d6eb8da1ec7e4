import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { labelsOf } from '../../src/domain/labels.ts'
import { parseMatchers } from '../../src/match/matcher.ts'

const read = (text: string) => {
  const parsed = parseMatchers(text)
  if (!parsed.ok) return parsed.error
  return parsed.value.map(({ name, op, value }) => [name, op, value])
}

const matches = (text: string, labels: Readonly<Record<string, string>>) => {
  const parsed = parseMatchers(text)
  if (!parsed.ok) throw new Error(parsed.error.message)
  return parsed.value.every((matcher) => matcher.matches(labelsOf(Object.entries(labels))))
}

describe('the two grammars of Alertmanager', () => {
  test.each<[string, readonly (readonly string[])[]]>([
    ['severity="critical"', [['severity', '=', 'critical']]],
    ['severity=critical', [['severity', '=', 'critical']]],
    ['  severity  !=  "critical"  ', [['severity', '!=', 'critical']]],
    ['team=~"db|infra"', [['team', '=~', 'db|infra']]],
    ['team!~db|infra', [['team', '!~', 'db|infra']]],
    ['team=~(db|infra)', [['team', '=~', '(db|infra)']]],
    ['path=~/api/.*', [['path', '=~', '/api/.*']]],
    ['"服务"=~"支付.*"', [['服务', '=~', '支付.*']]],
    ['服务=支付', [['服务', '=', '支付']]],
    ['"a.b/c"="d e"', [['a.b/c', '=', 'd e']]],
    ['"foo"="bar"', [['foo', '=', 'bar']]],
    ['team=""', [['team', '=', '']]],
    ['team=', [['team', '=', '']]],
    ['{}', []],
    ['{a="b"}', [['a', '=', 'b']]],
    [
      '{a="b", c=~"d,e}",}',
      [
        ['a', '=', 'b'],
        ['c', '=~', 'd,e}'],
      ],
    ],
    [
      'a=b,c!=d',
      [
        ['a', '=', 'b'],
        ['c', '!=', 'd'],
      ],
    ],
    [
      '{"a"="b","ü"!="d"}',
      [
        ['a', '=', 'b'],
        ['ü', '!=', 'd'],
      ],
    ],
    ['id=~"\\d+"', [['id', '=~', '\\d+']]],
    ['a="say \\"hi\\", \\\\ you\\nthere"', [['a', '=', 'say "hi", \\ you\nthere']]],
    ['"ü"="\\t\\u670d\\x41\\xe6\\x9c\\x8d\\U0001F600"', [['ü', '=', '\t服A服😀']]],
    ['__proto__="x"', [['__proto__', '=', 'x']]],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  test('keeps what the user wrote, for people who ask why', () => {
    const parsed = parseMatchers('{ a = "b" ,"ü"=~"c" }')
    expect(parsed.ok && parsed.value.map((matcher) => matcher.text)).toEqual([
      'a = "b"',
      '"ü"=~"c"',
    ])
  })
})

test.each([
  ['', 'an empty matcher', 0],
  ['severity', 'expected one of = != =~ !~, found the end', 8],
  ['severity "critical"', 'expected one of = != =~ !~, found "critical"', 9],
  ['severity=="critical"', 'expected a value after a single =, found =', 9],
  ['severity==critical', 'expected a value after a single =, found =', 9],
  ['severity="critical', 'a double quote that is never closed', 9],
  ['"服务"=', 'expected a value; the empty one is "", found the end', 5],
  ["服务='x'", "unexpected ': quote with double quotes", 3],
  ['="x"', 'expected a label name, found =', 0],
  ['a="b" c="d"', 'expected a comma or the end, found c', 6],
  ['{"ü"="b"', 'expected , or }, found the end', 8],
  ['"ü"="b"}', 'expected a comma or the end, found }', 7],
  ['{"ü"="b"} x', 'expected the end, found x', 10],
  ['"ü"=~"\\d"', '\\d is no escape that double quotes know; for a backslash write \\\\', 5],
  ['a=b, team=~"db("', 'not a regular expression that RE2 knows: missing closing ): `db(`', 11],
  ['id=~"\\d("', 'not a regular expression that RE2 knows: missing closing ): `\\d(`', 4],
  ['a=~"b)|(c"', 'not a regular expression that RE2 knows: unexpected ): `b)|(c`', 3],
  [
    'team=~"(?=x)"',
    'not a regular expression that RE2 knows: invalid or unsupported Perl syntax: `(?=`',
    6,
  ],
])('%j is refused with its place', (text, message, offset) => {
  expect(read(text)).toEqual({ message, offset })
})

test.each<[string, Readonly<Record<string, string>>, boolean]>([
  ['team="db"', { team: 'db' }, true],
  ['team!="db"', { team: 'db' }, false],
  ['team=~"db|infra"', { team: 'infra' }, true],
  ['team=~"db|infra"', { team: 'infrastructure' }, false],
  ['team=~"db|"', {}, true],
  ['team=~"db|"', { team: 'db|' }, false],
  ['team=~"d.|infra"', { team: 'db' }, true],
  ['team=~".*"', { team: 'a\nb' }, false],
  ['team=~"(?i)DB"', { team: 'db' }, true],
  ['team=""', {}, true],
  ['team!=""', {}, false],
  ['team!="db"', {}, true],
  ['team=~".+"', {}, false],
  ['team!~".+"', {}, true],
  ['constructor=""', {}, true],
  ['toString=~"x"', { toString: 'x' }, true],
])('%s on %j: %s', (text, labels, expected) => {
  expect(matches(text, labels)).toBe(expected)
})

test('a negated matcher says the opposite, whatever the value', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('db|infra', '.*', '[^a]', ''), (actual, pattern) => {
      const labels = { team: actual }
      expect(matches(`team!="${pattern}"`, labels)).toBe(!matches(`team="${pattern}"`, labels))
      expect(matches(`team!~"${pattern}"`, labels)).toBe(!matches(`team=~"${pattern}"`, labels))
    }),
  )
})

test('any value can be written in quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const quoted = value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')
      expect(read(`a="${quoted}"`)).toEqual([['a', '=', value]])
      expect(read(`"ü"="${quoted}"`)).toEqual([['ü', '=', value]])
    }),
  )
})

test('any text is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab"\\{}=!~, ünx(*\n') }), (text) => {
      const parsed = parseMatchers(text)
      if (!parsed.ok) expect(parsed.error.offset).toBeLessThanOrEqual(text.length)
      expect(parsed.ok || parsed.error.message.length > 0).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('an evil pattern takes linear time', () => {
  expect(matches('a=~"^(a+)+$"', { a: `${'a'.repeat(50_000)}!` })).toBe(false)
})

test('a list of words is matched as the pattern that it is', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '-', '服'), maxLength: 3 })
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), word, (words, actual) => {
      const pattern = words.join('|')
      const labels = { team: actual }
      // The group keeps the second from being read as a list.
      expect(matches(`team=~"${pattern}"`, labels)).toBe(matches(`team=~"(${pattern})"`, labels))
    }),
  )
})
