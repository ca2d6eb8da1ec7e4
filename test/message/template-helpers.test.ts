import { expect, test } from 'vitest'
import { compileExpression } from '../../src/expression/expression.ts'
import { TEMPLATE_HELPERS } from '../../src/message/template-helpers.ts'

function plain(text: string): string {
  const compiled = compileExpression('{{plain text}}', { helpers: TEMPLATE_HELPERS })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error))
  return compiled.value.render({ text })
}

test.each([
  [
    '## A **bold** `word`\n> and a [link](https://a.example/x_(y)) here',
    'A bold word\nand a link here',
  ],
  ['![usage](https://a.example/x.png) of a[0] (db)', 'usage of a[0] (db)'],
])('%j in plain words is %j', (text, expected) => {
  expect(plain(text)).toBe(expected)
})

test.each(['[', '![', '[a](', '[](', '\n', ' \n'])(
  'a text of 100 KB that goes %j is plain soon',
  (piece) => {
    const start = process.threadCpuUsage()
    plain(`${piece.repeat(100_000 / piece.length)}x`)
    // Its own time, whatever else the machine has to do; what grew with the square took a minute.
    expect(process.threadCpuUsage(start).user).toBeLessThan(4_000_000)
  },
)
