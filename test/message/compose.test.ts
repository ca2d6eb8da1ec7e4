import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Alert } from '../../src/domain/alert.ts'
import type { NonEmpty } from '../../src/domain/result.ts'
import { type ComposeInput, compose } from '../../src/message/compose.ts'
import { openOutside } from '../../src/message/markdown/link.ts'
import { compileTemplates } from '../../src/message/template-set.ts'
import { aBudget, aNotification, anAlert, aVoice, NOW } from '../support/make.ts'
import { captured } from '../support/payloads.ts'
import { BUILT_IN } from '../support/templates.ts'

const list = (source: string) => [...BUILT_IN, { name: 'mine', file: 'mine.hbs', source }]

function words(source: string, over: Partial<ComposeInput> = {}) {
  const { templates, issues } = compileTemplates(list(source))
  expect(issues).toEqual([])
  return compose(templates, {
    notification: aNotification([
      anAlert({ labels: { alertname: 'HighCPU', severity: 'critical' } }),
    ]),
    template: 'mine',
    voice: aVoice(),
    budget: aBudget(),
    ...over,
  })
}

const FRONT = '---\ntitle: "{{name}}"\n---\n'

describe('a template', () => {
  test('becomes a message of the kind that its buttons need', () => {
    const source = `---
title: "{{name}}"
buttons:
  - { title: "{{t 'Open'}}", url: "{{links.source}}" }
  - { title: Wiki, url: "https://wiki.example.com/{{name}}" }
  - { title: Old, url: "https://x.example", when: resolved }
---
hello`
    const link = openOutside('https://wiki.example.com/HighCPU')
    const [message] = words(source).parts
    expect(message).toEqual({
      msgKey: 'sampleActionCard',
      title: 'HighCPU',
      text: 'hello',
      buttons: [{ title: 'Wiki', url: link }],
    })
  })

  test.each([
    ['auto', 0, 'sampleMarkdown'],
    ['auto', 1, 'sampleActionCard'],
    ['auto', 4, 'sampleActionCard4'],
    ['sampleActionCard5', 3, 'sampleActionCard3'],
    ['sampleActionCard6', 2, 'sampleActionCard6'],
    ['sampleActionCard6', 1, 'sampleActionCard'],
    ['sampleActionCard', 0, 'sampleMarkdown'],
    ['sampleText', 0, 'sampleText'],
    ['sampleLink', 0, 'sampleMarkdown'],
    ['sampleImageMsg', 0, 'sampleMarkdown'],
  ])('%s with %i buttons is %s', (msgKey, buttons, expected) => {
    const lines = Array.from(
      { length: buttons },
      () => '  - { title: x, url: "https://x.example" }',
    )
    const source = `---\nmsg_key: ${msgKey}\nbuttons:${buttons ? '' : ' []'}\n${lines.join('\n')}\n---\nx`
    expect(words(source).parts[0]?.msgKey).toBe(expected)
  })

  test('of a link and of an image has their addresses', () => {
    const link =
      '---\nmsg_key: sampleLink\nmessage_url: "https://x.example/{{name}}"\npic_url: "@lADOxyz"\n---\n*{{name}}*'
    expect(words(link).parts[0]).toMatchObject({
      msgKey: 'sampleLink',
      text: '*HighCPU*',
      messageUrl: openOutside('https://x.example/HighCPU'),
      picUrl: '@lADOxyz',
    })
    const image = '---\nmsg_key: sampleImageMsg\nphoto_url: "https://x.example/a.png"\n---\n'
    expect(words(image).parts[0]).toMatchObject({
      msgKey: 'sampleImageMsg',
      picUrl: 'https://x.example/a.png',
    })
  })

  test('that fails is reported, and the alert is told in plain words', () => {
    const { template, parts, failures } = words(
      `${FRONT}{{#each alerts}}{{#each ../group.labels}}{{#each ../../group.labels}}x{{/each}}{{/each}}{{/each}}`,
      {
        notification: aNotification(
          [anAlert({ labels: { alertname: 'HighCPU', severity: 'critical', instance: 'db-1' } })],
          {
            group: {
              labels: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`l${i}`, 'x'])),
            },
          },
        ),
      },
    )
    expect({ template, failures }).toEqual({
      template: 'plain',
      failures: [{ template: 'mine', detail: 'Its loops run more than 50000 rounds.' }],
    })
    expect(parts).toEqual([
      {
        msgKey: 'sampleText',
        title: '🔴 critical · HighCPU · db-1',
        text: '🔴 critical · HighCPU · db-1\n\n🔴 db-1 critical\nsince 14:02 (8 min)\n\ntimes UTC+8',
        buttons: [],
      },
    ])
  })

  test('whose own words are longer than a message leaves the alert its plain ones', () => {
    const notification = aNotification([anAlert({ labels: { alertname: 'HighCPU' } })])
    const { parts, failures } = words(`${FRONT}${'y'.repeat(30_000)}`, { notification })
    expect(failures).toEqual([
      {
        template: 'mine',
        detail: 'It says more than a message can hold, and in lines too long to cut.',
      },
    ])
    expect(parts.map(({ text }) => text)).toEqual([
      '🔴 firing · HighCPU\n\nsince 14:02 (8 min)\n\ntimes UTC+8',
    ])
  })

  test('that is not there loses nothing either', () => {
    const { template, failures } = words('x', { template: 'nope' })
    expect({ template, failures }).toEqual({
      template: 'plain',
      failures: [{ template: 'nope', detail: 'There is no such template.' }],
    })
  })

  test('has its values for a work notification, and the target’s own win', () => {
    const source = '---\ndata:\n  name: "{{name}}"\n  url: "{{links.source}}"\n---\nx'
    const { parts } = words(source, { data: { name: '*{{name}}*\n{{status}}' } })
    expect(parts[0]?.data).toEqual({ name: '*HighCPU* firing', url: '' })
  })
})

describe('what the bridge adds', () => {
  test.each([
    [2, 'en', '✅ Sent again; resolved since 14:05 · ⏱ 3 h late'],
    [2, 'zh-CN', '✅ 补发；已于 14:05 恢复 · ⏱ 迟到 3 小时'],
    [1, 'en', '✅ Sent again; 1 of 2 resolved since · ⏱ 3 h late'],
    [1, 'zh-CN', '✅ 补发；2 条中已恢复 1 条 · ⏱ 迟到 3 小时'],
  ])(
    'that it is sent again and %i of 2 are over, beside how late it is: %s',
    (resolved, locale, line) => {
      const { parts } = words(`${FRONT}body`, {
        voice: aVoice({
          locale,
          late: { acceptedAt: NOW - 3 * 3_600_000, why: null },
          over: { at: NOW - 5 * 60_000, resolved, fired: 2 },
        }),
      })
      expect(parts[0]?.text).toBe(`${line}\n\nbody`)
    },
  )

  test.each([
    ['en', null, '🔁 Sent again · first told 11:10'],
    ['zh-CN', null, '🔁 再次发送 · 首次发送于 11:10'],
    ['en', 2, '✅ Sent again; resolved since 14:05 · first told 11:10'],
    ['zh-CN', 2, '✅ 补发；已于 14:05 恢复 · 首次发送于 11:10'],
  ])('that people have heard it before, and when first: %s, %s over', (locale, resolved, line) => {
    const over = resolved === null ? null : { at: NOW - 5 * 60_000, resolved, fired: 2 }
    const again = { toldAt: NOW - 3 * 3_600_000, told: 1, of: 1 }
    const { parts } = words(`${FRONT}body`, { voice: aVoice({ locale, over, again }) })
    expect(parts[0]?.text).toBe(`${line}\n\nbody`)
  })

  test('how late it is, a notice, and whom it calls', () => {
    const { parts } = words(`${FRONT}body`, {
      notification: aNotification([anAlert()], { notice: 'Receiver "db*" does not exist.' }),
      voice: aVoice({
        late: { acceptedAt: NOW - 3 * 3_600_000, why: 'DingTalk refused: send.too.fast' },
        mentions: { mobiles: ['13800000000'], users: ['manager1'], all: false },
      }),
    })
    expect(parts[0]?.text).toBe(
      '⏱ 3 h late (DingTalk refused: send.too.fast)\n\nReceiver "db\\*" does not exist.\n\nbody\n\n@13800000000 @manager1',
    )
    expect(parts[0]?.mentions).toEqual({
      mobiles: ['13800000000'],
      users: ['manager1'],
      all: false,
    })
  })

  test('a label never calls anybody', () => {
    const { parts } = words(`${FRONT}{{name}} {{md name}}`, {
      notification: aNotification([anAlert({ labels: { alertname: '@all @13800000000' } })]),
    })
    expect(parts[0]?.text).not.toMatch(/@all|@1/)
  })
})

test('a message goes as it was sent, but for links that may not be', () => {
  const { templates } = compileTemplates(BUILT_IN)
  const alert = anAlert({
    kind: 'message',
    labels: { alertname: 'Deploy *now*' },
    annotations: { description: '### **done**\n[a](https://a.example) [b](javascript:x)' },
  })
  const input = {
    notification: aNotification([alert]),
    template: 'alert',
    voice: aVoice(),
    budget: aBudget(),
  }
  expect(compose(templates, input).parts).toEqual([
    {
      msgKey: 'sampleMarkdown',
      title: 'Deploy *now*',
      text: `### **done**\n\n[a](${openOutside('https://a.example/')}) b (javascript:x)`,
      buttons: [],
    },
  ])
})

describe('parts', () => {
  const EACH = `${FRONT}#### {{name}}\n\n{{#each alerts}}\n- {{labels.id}} {{annotations.text}}\n{{/each}}`
  const ids = (text: string): string[] =>
    [...text.matchAll(/^- (\d+) /gm)].map((match) => match[1] ?? '')

  function numbered(texts: readonly string[]): NonEmpty<Alert> {
    const [first = anAlert(), ...rest] = texts.map((text, id) =>
      anAlert({ labels: { alertname: 'A', id: String(id) }, annotations: { text } }),
    )
    return [first, ...rest]
  }

  test('are counted in title and heading, and the rest is named with a link', () => {
    const { parts, omitted } = words(EACH, {
      notification: aNotification(numbered(Array.from({ length: 40 }, () => 'x'.repeat(100)))),
      voice: aVoice({ detailsUrl: 'https://ding.example.com/n/a' }),
      budget: aBudget({ maxBytes: 1000, maxParts: 2 }),
    })
    expect(parts.map((part) => part.title)).toEqual(['(1/2) A', '(2/2) A'])
    expect(parts.map((part) => part.text.split('\n')[0])).toEqual(['#### A (1/2)', '#### A (2/2)'])
    expect(parts[1]?.text.split('\n').at(-1)).toBe(
      `… ${omitted} more alerts · [All details](${openOutside('https://ding.example.com/n/a')})`,
    )
  })

  test('tell every alert once, whole and in order, or count it', () => {
    const texts = fc.array(
      fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => `${text.replace(/\s/g, '')}.`),
      { minLength: 1, maxLength: 30 },
    )
    const { templates } = compileTemplates(list(EACH))
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 500, max: 3000 }),
        fc.integer({ min: 1, max: 4 }),
        (given, maxBytes, maxParts) => {
          const notification = aNotification(numbered(given))
          const budget = aBudget({ maxBytes, maxParts })
          const made = compose(templates, {
            notification,
            template: 'mine',
            voice: aVoice(),
            budget,
          })
          const told = made.parts.flatMap((part) => ids(part.text))
          expect(made.failures).toEqual([])
          expect(made.parts.length).toBeLessThanOrEqual(maxParts)
          for (const part of made.parts) expect(budget.size(part)).toBeLessThanOrEqual(maxBytes)
          expect(told).toEqual(
            Array.from({ length: given.length - made.omitted }, (_, id) => String(id)),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  test('shorten only what is too long by itself, and not inside a link or a character', () => {
    const source = `${FRONT}[{{t "Graph"}}]({{links.source}}) **{{annotations.text}}**`
      .replaceAll('links', 'alert.links')
      .replaceAll('annotations', 'alert.annotations')
    const { parts } = words(source, {
      notification: aNotification([
        anAlert({
          annotations: { text: '👩‍👩‍👧*'.repeat(3000) },
          links: { source: 'https://g.example/x' },
        }),
      ]),
      budget: aBudget({ maxBytes: 2000 }),
    })
    const text = parts[0]?.text ?? ''
    expect(text).toMatch(/^\[Graph\]\(dingtalk:[^)]*\) \*\*(?:👩‍👩‍👧(?:\\\*)?)+(?:\\\*)?…\*\*$/u)
    expect(Buffer.byteLength(text)).toBeGreaterThan(1700)
  })

  test('hold even when everything is absurd', () => {
    const huge = 'n'.repeat(900_000)
    const { parts } = words(`---\ntitle: "{{name}}"\n---\n{{name}} ${'literal '.repeat(400)}`, {
      notification: aNotification([anAlert({ labels: { alertname: huge, [huge]: huge } })]),
      budget: aBudget({ maxBytes: 500 }),
    })
    expect(parts).toHaveLength(1)
    expect(aBudget().size(parts[0] ?? fail())).toBeLessThanOrEqual(500)
  })
})

const fail = (): never => {
  throw new Error('There is no message.')
}

describe('time', () => {
  const { templates } = compileTemplates(BUILT_IN)
  const big = aNotification([
    anAlert({ labels: { alertname: 'A', instance: 'first' } }),
    ...Array.from({ length: 299 }, (_, i) =>
      anAlert({
        labels: { alertname: 'A', severity: 'warning', instance: `host-${i}` },
        annotations: { description: `${i} ${'很长的描述 long [text](x) '.repeat(100)}` },
      }),
    ),
  ])
  test.each([
    ['300 alerts with long texts', big],
    ['100 alerts', captured('am025-group-100')],
    ['40 KB of annotations', captured('am025-long-annotations-20k')],
    [
      'a name of 900 KB',
      aNotification([anAlert({ labels: { alertname: '[_*@'.repeat(225_000) } })]),
    ],
  ])('%s are worded soon, in every built-in template', (_, notification) => {
    for (const template of templates.keys()) {
      if (template === 'digest') continue
      const start = process.threadCpuUsage()
      const made = compose(templates, {
        notification,
        template,
        voice: aVoice(),
        budget: aBudget(),
      })
      expect(made.failures).toEqual([])
      // Its own time, whatever else the machine has to do; what grew with the square took minutes.
      expect(process.threadCpuUsage(start).user).toBeLessThan(4_000_000)
      for (const part of made.parts) expect(aBudget().size(part)).toBeLessThanOrEqual(15_000)
    }
  })
})
