import { describe, expect, test } from 'vitest'
import { readFrontMatter } from '../../src/message/front-matter.ts'
import { checkValue, compileTemplates } from '../../src/message/template-set.ts'
import { BUILT_IN } from '../support/templates.ts'

const file = (source: string, name = 'mine') => ({ name, file: `${name}.hbs`, source })

const issues = (source: string) =>
  compileTemplates([file(source)]).issues.map(
    (it) => `${it.file}:${it.line}:${it.column}: ${it.code}: ${it.message}`,
  )

test('the built-in templates have no issues', () => {
  const { templates, issues } = compileTemplates(BUILT_IN)
  expect(issues).toEqual([])
  expect([...templates.keys()]).toEqual([
    'alert-card',
    'alert-short',
    'alert',
    'ci-card',
    'ci',
    'digest',
    'plain',
    'prometheus-webhook-dingtalk',
    'work-notification',
  ])
})

test('a later file replaces an earlier one, and a broken one harms no other', () => {
  const { templates, issues } = compileTemplates([
    file('old'),
    file('new'),
    file('{{#if x}}', 'broken'),
    file('fine', 'other'),
  ])
  expect([...templates.keys()]).toEqual(['mine', 'other'])
  expect(templates.get('mine')?.markdown.source).toBe('new')
  expect(issues.map((it) => it.file)).toEqual(['broken.hbs'])
})

describe('what is wrong is said with its place in the file', () => {
  test.each([
    [
      '---\ntitle: a\n---\nfine\nup to \uFFFD here',
      'mine.hbs:5:7: template_syntax: These bytes are not UTF-8; save the file as UTF-8.',
    ],
    [
      '---\ntitle: "{{name}}"\n\n{{name}}',
      'mine.hbs:1:1: template_front_matter: The front matter that begins here never ends; close it with a line of ---.',
    ],
    [
      '---\nmsg_kye: auto\n---\nx',
      'mine.hbs:2:1: template_key: There is no key "msg_kye" here. Did you mean "msg_key"?',
    ],
    [
      '---\nmsg_key: sampleMarkdwn\n---\nx',
      'mine.hbs:2:10: template_value: There is no msg_key "sampleMarkdwn". Did you mean "sampleMarkdown"?',
    ],
    [
      '---\ntitle: "{{nmae}}"\n---\nx',
      'mine.hbs:2:11: template_field: There is no field "nmae". Did you mean "name"?',
    ],
    [
      '---\nbuttons:\n  - { title: x, url: "{{lniks.source}}" }\n---\nx',
      'mine.hbs:3:25: template_field: There is no field "lniks". Did you mean "links"?',
    ],
    [
      '---\nbuttons:\n  - { title: x }\n---\nx',
      'mine.hbs:3:5: template_value: A button needs both title and url.',
    ],
    [
      '---\nbuttons:\n  - { title: x, url: y, when: always }\n---\nx',
      'mine.hbs:3:31: template_value: "when" is firing or resolved.',
    ],
    [
      '---\nmsg_key: sampleText\nbuttons: [{ title: x, url: y }]\n---\nx',
      'mine.hbs:3:20: template_buttons: sampleText has room for 0 buttons.',
    ],
    [
      '---\ntitle: x\n---\na\n{{#each alerts}}{{lables.x}}{{/each}}',
      'mine.hbs:5:19: template_field: There is no field "lables". Did you mean "labels"?',
    ],
    [
      '---\ntitle: x\n---\na\n{{#each alerts}}',
      'mine.hbs:5:17: template_syntax: {{#each}} is never closed; it needs {{/each}}.',
    ],
    [
      '{{uper name}}',
      'mine.hbs:1:3: template_helper: There is no helper "uper". Did you mean "upper"?',
    ],
    [
      '---\ntitle: [a]\n---\nx',
      'mine.hbs:2:8: template_value: "title" must be a text; put it in quotes.',
    ],
  ])('%j', (source, expected) => {
    expect(issues(source)).toEqual([expected])
  })

  test('buttons for one status take no room from those for the other', () => {
    const card = (...buttons: readonly string[]) =>
      `---\nmsg_key: sampleActionCard\nbuttons:\n${buttons.join('\n')}\n---\nx`
    const firing = '  - { title: Silence, url: "https://a/", when: firing }'
    const resolved = '  - { title: Report, url: "https://b/", when: resolved }'
    const always = '  - { title: Open, url: "https://c/" }'
    expect(issues(card(firing, resolved))).toEqual([])
    expect(issues(card(firing, resolved, always))).toEqual([
      'mine.hbs:6:14: template_buttons: sampleActionCard has room for 1 button.',
    ])
  })

  test('and broken YAML is no more than an issue', () => {
    expect(issues('---\ntitle: "x\n---\nx')[0]).toMatch(
      /^mine\.hbs:\d+:\d+: template_front_matter: /,
    )
    expect(issues('---\ntitle: a\ntitle: b\n---\nx')).toEqual([
      'mine.hbs:3:1: template_front_matter: Map keys must be unique.',
    ])
  })

  test.each([
    'title: {{name}}: x',
    'title: {{name}} is down',
    'title: [FIRING] {{name}}',
    'title: a: b',
  ])('and of %s that it belongs in quotes, nothing that follows from it', (line) => {
    expect(issues(`---\n${line}\n---\nx`)).toEqual([
      'mine.hbs:2:8: template_value: "title" must be a text; put it in quotes.',
    ])
  })

  test('and a key that is no text is called so', () => {
    expect(issues('---\n{{name}}: x\n---\nx')).toEqual([
      'mine.hbs:2:1: template_value: A key must be a text; put what has {{…}} in quotes.',
    ])
  })

  test('a value of a target’s data counts within itself', () => {
    expect(checkValue('a {{alert.lables.x}}')).toEqual([
      {
        code: 'template_field',
        message: 'There is no field "lables". Did you mean "labels"?',
        line: 1,
        column: 5,
      },
    ])
  })
})

test.each(['0571', '1.10', '421897262421897262421', '0x1F', '1e3', 'true'])(
  'the value %s of a template is told as it is written',
  (written) => {
    const { front } = readFrontMatter(`data: { it: ${written} }`)
    expect(front.data['it']?.source).toBe(written)
  },
)

test('a file without front matter, or with an empty one, is a template', () => {
  expect(issues('hello')).toEqual([])
  expect(issues('---\n---\nhello')).toEqual([])
  expect(issues('---\nx-owner: sre\n---\nhello')).toEqual([])
})
