import { expect, test } from 'vitest'
import { compileExpression } from '../../src/expression/expression.ts'

function render(source: string, data: object = {}): string {
  const compiled = compileExpression(source)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error))
  return compiled.value.render(data)
}

test.each([
  ['a part of a text', '{{slice sha 0 7}}', { sha: '4be1f2a99' }, '4be1f2a'],
  ['the first items of a list', '{{slice list 0 2}}', { list: ['a', 'b', 'c'] }, 'a, b'],
  ['the rest of a list', '{{slice list 1}}', { list: ['a', 'b', 'c'] }, 'b, c'],
  ['what is missing', '[{{slice none 0 7}}]', {}, '[]'],
  ['a text out of an address', '{{decodeUri s}}', { s: 'feature%2Fpay%20now' }, 'feature/pay now'],
  ['a text that was no address', '{{decodeUri s}}', { s: '100% done' }, '100% done'],
  ['a text in Base64', '{{base64 s}}', { s: '5pWw5o2u5bqT' }, '数据库'],
  [
    'the beginning of a text without end',
    '[{{match s "b$|a+"}}]',
    { s: 'b'.repeat(70_000) },
    '[b]',
  ],
  ['nothing past it', '[{{match s "a"}}]', { s: `${'b'.repeat(70_000)}a` }, '[]'],
  ['a moment, which is content', '{{and d 1}}', { d: new Date(0) }, 'true'],
  ['a moment that is none', '{{or d 0}}', { d: new Date(Number.NaN) }, 'false'],
])('%s', (_, source, data, expected) => {
  expect(render(source, data)).toBe(expected)
})
