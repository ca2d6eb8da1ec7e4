import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderMarkdown } from '../../src/drawing/markdown.ts'

const link = (href: string, text: string): string =>
  `<a href="${href}" target="_blank" rel="noopener noreferrer">${text}</a>`

describe('what DingTalk documents is drawn', () => {
  test.each([
    ['# a', '<h1 role="presentation">a</h1>'],
    ['###### a', '<h6 role="presentation">a</h6>'],
    ['**a** and *b*', '<p><strong>a</strong> and <em>b</em></p>'],
    ['历时 **23 分钟**', '<p>历时 <strong>23 分钟</strong></p>'],
    ['**12.4 %** · since', '<p><strong>12.4 %</strong> · since</p>'],
    ['a  \nb', '<p>a<br>b</p>'],
    ['a\n\nb', '<p>a</p><p>b</p>'],
    ['> a  \n> b', '<blockquote><p>a<br>b</p></blockquote>'],
    ['- a\n- b', '<ul><li class="l0">a</li><li class="l0">b</li></ul>'],
    ['2. a\n\n3. b', '<ol><li class="l0" value="2">a</li><li class="l0" value="3">b</li></ol>'],
    ['[**t**](https://a.example/x)', `<p>${link('https://a.example/x', '<strong>t</strong>')}</p>`],
    ['[t](http://a.example/a_(b))', `<p>${link('http://a.example/a_(b)', 't')}</p>`],
    ['a&nbsp;b', '<p>a&nbsp;b</p>'],
    ['\\*a\\* \\[b\\]', '<p>*a* [b]</p>'],
  ])('%j', (text, html) => {
    expect(renderMarkdown(text)).toBe(html)
  })

  test('a link for DingTalk’s own browser leads to what it wraps', () => {
    const url = 'dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fa.example%2Fx&pc_slide=false'
    expect(renderMarkdown(`[t](${url})`)).toBe(`<p>${link('https://a.example/x', 't')}</p>`)
  })

  test('an image is a box with its name, and asks no other host', () => {
    const html = renderMarkdown('![usage](https://g.example/a.png)')
    expect(html).toContain('<span class="image-name">usage</span>')
    expect(html).not.toContain('<img')
  })
})

describe('what DingTalk does not document stays as it is written', () => {
  test.each([
    ['| a | b |', '<p>| a | b |</p>'],
    ['`code`', '<p>`code`</p>'],
    ['~~a~~', '<p>~~a~~</p>'],
    ['---', '<p>---</p>'],
    ['node_cpu_total __x__', '<p>node_cpu_total __x__</p>'],
    ['2 * 3 * 4', '<p>2 * 3 * 4</p>'],
    ['#nospace', '<p>#nospace</p>'],
    ['a\n- b', '<p>a - b</p>'],
    ['a\nb', '<p>a b</p>'],
    ['<b>a</b>', '<p>&#60;b&#62;a&#60;/b&#62;</p>'],
    ['[t](javascript:alert)', '<p>[t](javascript:alert)</p>'],
    ['[t](/relative)', '<p>[t](/relative)</p>'],
    ['**open', '<p>**open</p>'],
  ])('%j', (text, html) => {
    expect(renderMarkdown(text)).toBe(html)
  })
})

test.each(['[', '![', '**a ', '*a ', '**[', '*(', '[a]('])(
  'a message full of %j is drawn soon',
  (piece) => {
    const start = process.threadCpuUsage()
    renderMarkdown(piece.repeat(60_000 / piece.length))
    // Its own time, whatever else the machine has to do; what grew with the square took half a minute.
    expect(process.threadCpuUsage(start).user).toBeLessThan(4_000_000)
  },
)

test('whatever the text, the only tags are the renderer’s own', () => {
  const tag =
    /<(?:\/?(?:h[1-6]|p|strong|em|blockquote|ul|ol|a|span)|h[1-6] role="presentation"|br|li class="l\d"(?: value="\d+")?|\/li|a(?: class="image")? href="(?:https?|dingtalk):[^"<>]*" target="_blank" rel="noopener noreferrer"|span class="image-name")>/g
  const marks = fc.constantFrom(
    ...['*', '**', '[', ']', '(', ')', '!', '\\', '> ', '- ', '1. ', '# ', '  \n', '\n', '<', '"'],
    ...['javascript:', 'https://a.example/', 'dingtalk://x', '&nbsp;', "'", '>', '字', 'onload='],
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(marks, fc.string()), { maxLength: 40 }), (parts) => {
      expect(renderMarkdown(parts.join('')).replace(tag, '')).not.toMatch(/[<>"']/)
    }),
  )
})
