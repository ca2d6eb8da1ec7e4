import { describe, expect, test } from 'vitest'
import { labelsOf } from '../../src/domain/labels.ts'
import { compileExpression, type ExpressionOptions } from '../../src/expression/expression.ts'
import { Verbatim } from '../../src/expression/text-of.ts'

function render(source: string, data: object, options?: ExpressionOptions): string {
  const compiled = compileExpression(source, options)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error))
  return compiled.value.render(data)
}

function issues(source: string) {
  const compiled = compileExpression(source)
  return compiled.ok
    ? []
    : compiled.error.map((it) => `${it.line}:${it.column} ${it.code}: ${it.message}`)
}

const shout: ExpressionOptions = {
  escape: (value) => `<${value}>`,
  helpers: {
    ready: () => new Verbatim('*as is*'),
    shout: (text: string) => `${text}!`,
  },
}

describe('a value', () => {
  test.each([
    ['a field', '{{a}}', { a: 1 }, '1'],
    ['a missing field', '[{{a.b.c}}]', {}, '[]'],
    ['null and false', '[{{n}}{{f}}]', { n: null, f: false }, '[false]'],
    ['a list', '{{list}}', { list: ['a', 1, null] }, 'a, 1'],
    ['an object', '{{o}}', { o: { a: 1, b: { c: 2 } } }, 'a=1, b={"c":2}'],
    ['a date', '{{d}}', { d: new Date(0) }, '1970-01-01T00:00:00.000Z'],
    ['a function, which is never called', '[{{f}}]', { f: () => 'called' }, '[]'],
  ])('%s', (_, source, data, expected) => {
    expect(render(source, data)).toBe(expected)
  })

  test('is escaped in two braces, and printed as it is in three', () => {
    expect(render('{{a}} {{{a}}} {{shout a}} {{ready 1}}', { a: 'x' }, shout)).toBe(
      '<x> x <x!> *as is*',
    )
  })

  test('of a prototype is out of reach, and a label of that name is not', () => {
    const labels = labelsOf([
      ['constructor', 'c'],
      ['__proto__', 'p'],
      ['toJSON', 'j'],
    ])
    const source =
      '{{l.constructor}}{{l.__proto__}}{{l.toJSON}}|{{constructor}}{{__proto__}}{{l.toString}}'
    expect(render(source, { l: labels })).toBe('cpj|')
    expect(render('{{#each l}}{{@key}}={{this}};{{/each}}', { l: labels })).toBe(
      'constructor=c;__proto__=p;toJSON=j;',
    )
  })

  test('is never code', () => {
    expect(render('{{a}}', { a: '{{b}}', b: 'no' })).toBe('{{b}}')
  })

  test('of a field named like a helper is the field', () => {
    expect(
      render('{{default}} {{#with o}}{{upper}}{{/with}}', { default: 1, o: { upper: 2 } }),
    ).toBe('1 2')
    expect(render('{{#each l as |upper|}}{{upper}}{{/each}}', { l: [1, 2] })).toBe('12')
  })
})

describe('blocks', () => {
  test('each gives index, key, first, last, else and the context above', () => {
    const source = '{{#each l}}{{@index}}{{@first}}{{@last}}{{../x}}{{this}} {{else}}none{{/each}}'
    expect(render(source, { l: ['a', 'b'], x: '-' })).toBe('0truefalse-a 1falsetrue-b ')
    expect(render(source, { l: [] })).toBe('none')
  })

  test('a list may be a block by itself', () => {
    expect(render('{{#l}}{{this}};{{/l}}', { l: [1, 2] })).toBe('1;2;')
  })
})

describe('core helpers', () => {
  test.each([
    ['{{default a "" "x"}}', {}, 'x'],
    ['{{#if (eq n "1")}}y{{/if}}', { n: 1 }, 'y'],
    ['{{#if (and a (not b))}}y{{else}}n{{/if}}', { a: 'x', b: '' }, 'y'],
    ['{{#if (or o l)}}y{{else}}n{{/if}}', { o: {}, l: [] }, 'n'],
    ['{{#if (gt n 10)}}y{{/if}}', { n: '12' }, 'y'],
    ['{{truncate s 3}}', { s: '👩‍👩‍👧é好好' }, '👩‍👩‍👧é…'],
    ['{{truncate s 4}}', { s: 'abcd' }, 'abcd'],
    ['{{replace s "." "$&"}}', { s: 'a.b' }, 'a$&b'],
    ['{{join l "/"}}', { l: ['a', 'b'] }, 'a/b'],
    ['{{len l}}{{len s}}', { l: [1, 2], s: '好' }, '21'],
    ['{{lookup l "x"}}{{lookup l "constructor"}}', { l: { x: 1 } }, '1'],
    ['{{#if (contains l "b")}}y{{/if}}', { l: ['a', 'b'] }, 'y'],
  ])('%s', (source, data, expected) => {
    expect(render(source, data)).toBe(expected)
  })
})

describe('what cannot work is refused with place and remedy', () => {
  test.each([
    ['{{uper a}}', '1:3 template_helper: There is no helper "uper". Did you mean "upper"?'],
    [
      'x\n {{#if (uper a)}}{{/if}}',
      '2:9 template_helper: There is no helper "uper". Did you mean "upper"?',
    ],
    ['{{#eech a}}{{/eech}}', '1:4 template_helper: There is no block "eech". Did you mean "each"?'],
    ['{{log "x"}}', '1:3 template_helper: There is no helper "log".'],
    ['{{each a}}', '1:3 template_helper: "each" is a block; write {{#each …}} … {{/each}}.'],
    ['{{upper a b=1}}', '1:11 template_argument: "upper" takes no named arguments such as b=.'],
    ['{{> x}}', '1:1 template_partial: Partials ({{> …}}) are not available; write it out.'],
    ['{{* x}}', '1:1 template_decorator: Decorators ({{* …}}) are not available.'],
    ['a\n{{#each l}}\nb', '3:2 template_syntax: {{#each}} is never closed; it needs {{/each}}.'],
    [
      '{{#each l}}{{/if}}',
      '1:12 template_syntax: {{#each}} is closed by {{/if}}; it needs {{/each}}.',
    ],
    [
      '{{#if a}}\n{{#each l}}\n{{/eech}}\n{{/if}}',
      '3:1 template_syntax: {{#each}} is closed by {{/eech}}; it needs {{/each}}.',
    ],
    ['a {{/if}}', '1:3 template_syntax: This closes a block that was never opened.'],
    [
      '{{else}}',
      '1:1 template_syntax: {{else}} stands outside of a block such as {{#if}} or {{#each}}.',
    ],
    [
      'ab\n{{{x}}',
      '2:5 template_syntax: The braces do not fit: a name or value is missing, or {{{ is closed by }}.',
    ],
    [
      'ab\n\ncd {{x %}}',
      '3:8 template_syntax: This is not Handlebars: a name, a "quoted text" or closing braces are expected here.',
    ],
  ])('%j', (source, expected) => {
    expect(issues(source)).toEqual([expected])
  })

  test.each(['{{ .Labels.x }}', '{{ name | toUpper }}', '{{ template "x" . }}', '{{- range x }}'])(
    'whoever writes Go templates hears what to write here: %j',
    (source) => {
      expect(issues(source).join()).toContain('{{#each alerts}}…{{/each}} in place of')
    },
  )
})

describe('bounds', () => {
  const many = { a: Array.from({ length: 3000 }, (_, i) => i) }

  test('a loop in a loop is stopped', () => {
    expect(() => render('{{#each a}}{{#each ../a}}{{this}}{{/each}}{{/each}}', many)).toThrow(
      'Its loops run more than 50000 rounds.',
    )
  })

  test('what is printed is bounded, also when it is the text between', () => {
    const long = 'x'.repeat(100_000)
    expect(() => render(`{{#each a}}${long}{{/each}}`, many)).toThrow(
      'It prints more than 2000000 characters.',
    )
    expect(() => render('{{#each a}}{{../s}}{{/each}}', { ...many, s: long })).toThrow(
      'It prints more than 2000000 characters.',
    )
  })

  test('each render starts anew', () => {
    const compiled = compileExpression('{{#each a}}{{this}}{{/each}}', {
      limits: { rounds: 3000, output: 30_000 },
    })
    if (!compiled.ok) throw new Error('does not compile')
    expect(compiled.value.render(many)).toBe(compiled.value.render(many))
  })
})
