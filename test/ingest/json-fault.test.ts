import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findJsonFault } from '../../src/ingest/json-fault.ts'

test.each([
  ['{"a": 1,}', 1, 9, 'expected a key in double quotes, found `}`; remove the comma before it'],
  ['[\n  1,\n]', 3, 1, 'expected a value, found `]`; remove the comma before it'],
  ['{"a": }', 1, 7, 'expected a value, found `}`'],
  ["{'a': 1}", 1, 2, "expected a key in double quotes, found `'`"],
  ['{\n  "a": NaN\n}', 2, 8, 'expected a value, found `N`'],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'expected `,` or `}`, found `"`'],
  ['[1, 2', 1, 6, 'expected `,` or `]`, found the end of the body'],
  ['{"a" 1}', 1, 6, 'expected `:`, found `1`'],
  ['{}\n{}', 2, 1, 'expected the end of the body, found `{`'],
  ['{"a": "b\nc"}', 1, 9, 'expected the end of a string, found a line break'],
  ['{"a": "b\tc"}', 1, 9, 'expected the end of a string, found U+0009'],
  ['<html>', 1, 1, 'expected a value, found `<`'],
  ['["🚨" 🚨]', 1, 7, 'expected `,` or `]`, found `🚨`'],
])('%j stops being JSON at %i:%i: %s', (text, line, column, problem) => {
  expect(findJsonFault(text)).toEqual({ line, column, problem })
})

test('a text is faultless up to its end exactly when JSON.parse takes it', () => {
  const mutated = fc
    .tuple(fc.json(), fc.nat(60), fc.constantFrom('', ',', '}', ']', '"', ' ', '\\', '1', '-', 'e'))
    .map(([text, at, insert]) => text.slice(0, at) + insert + text.slice(at + 1))
  fc.assert(
    fc.property(fc.oneof(fc.json(), mutated, fc.string()), (text) => {
      const complete = /expected the end of the body, found the end of the body/
      expect(complete.test(findJsonFault(text).problem)).toBe(parses(text))
    }),
    { numRuns: 2_000 },
  )
})

test('a hundred thousand open brackets do not overflow the stack', () => {
  expect(findJsonFault('['.repeat(100_000)).column).toBe(100_001)
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
