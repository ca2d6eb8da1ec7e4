import { MINUTE } from '../../src/domain/clock.ts'
import type { Message } from '../../src/domain/message.ts'
import { compose } from '../../src/message/compose.ts'
import { composeDigest } from '../../src/message/digest.ts'
import { HELPER_DOCS } from '../../src/message/helper-docs.ts'
import { DIGEST_DATA, type FieldDocs, TEMPLATE_DATA } from '../../src/message/template-data.ts'
import { EXAMPLES, NOW } from './example-alerts.ts'
import { BUDGET, builtInTemplates, LOCALES, type Locale, shown, voiceIn } from './example-words.ts'
import { block, code, GENERATED_NOTICE, page, type Row, table } from './markdown.ts'

/** `docs/template-reference.md`: what templates are given, what they may call, what is built in. */
export function templatesPage(): string {
  return page(
    `${GENERATED_NOTICE}# Template reference`,
    'How to write one: [templates.md](templates.md).',
    [
      '- [Data](#data)',
      '- [Data of digest](#data-of-digest)',
      '- [Helpers](#helpers)',
      '- [Built-in templates](#built-in-templates)',
    ].join('\n'),
    '## Data',
    'What every template but `digest` is given. A *moment* is a point in time: `date`, `time` and `duration` word it. *Names* are read as `labels.team`, or with `lookup` where the name is unusual.',
    dataTable(TEMPLATE_DATA),
    '## Data of digest',
    dataTable(DIGEST_DATA),
    '## Helpers',
    'The examples print what stands beside them for a firing `HighCPU` on `host-1` that began at 06:02 UTC, eight minutes ago. Beside these there are `#if`, `#unless`, `#each` and `#with` of Handlebars.',
    table(
      ['helper', 'what it yields', 'example', 'prints'],
      Object.entries(HELPER_DOCS).map(([name, doc]) => [
        code(name),
        doc.about,
        code(doc.example),
        code(doc.prints),
      ]),
    ),
    '## Built-in templates',
    'Each with what it makes of an example: the kind of message and its title, then the text, then the buttons. A file of the same name in a folder of `templates:` replaces it.',
    ...BUILT_IN.map(builtIn),
  )
}

const dataTable = (docs: FieldDocs): string =>
  table(['name', 'form', 'what it is'], rowsOf(docs, '', []))

/** Fields that are the same in several places are told at the first. */
function rowsOf(docs: FieldDocs, path: string, told: FieldDocs[]): readonly Row[] {
  return Object.entries(docs).flatMap(([name, { type, about, fields }]) => {
    const at = `${path}${name}${type === 'list' ? '[]' : ''}`
    const known = fields !== undefined && told.includes(fields)
    const row = [code(at), type, known ? `${about} As above.` : about]
    if (fields === undefined || known) return [row]
    told.push(fields)
    return [row, ...rowsOf(fields, `${at}.`, told)]
  })
}

type Example = (locale: Locale) => readonly Message[]

const BUILT_IN: readonly (readonly [name: string, about: string, example: Example])[] = [
  ['alert', 'The default: one alert or a group, without buttons.', told('alert', 'group')],
  ['alert-card', 'A card with buttons, best for one alert.', told('alert-card', 'single')],
  ['alert-short', 'A few lines, for people who are woken.', told('alert-short', 'group')],
  ['ci', 'Builds and deployments: the default of `ci`, `deploy` and `vcs`.', told('ci', 'build')],
  ['ci-card', 'The same with buttons.', told('ci-card', 'build')],
  ['digest', 'Many notifications as one message: a storm, the end of a mute.', digest],
  ['plain', 'Last resort, where another template fails.', told('plain', 'single')],
  [
    'prometheus-webhook-dingtalk',
    'As that program words it, for those who come from it.',
    told('prometheus-webhook-dingtalk', 'group'),
  ],
  [
    'work-notification',
    'Values for a work-notification template of DingTalk.',
    told('work-notification', 'single'),
  ],
]

const builtIn = ([name, about, example]: (typeof BUILT_IN)[number]): string =>
  page(
    `### ${name}`,
    `${about} [Its file](../templates/${name}.hbs).`,
    ...LOCALES.map((locale) => block('text', example(locale).map(shown).join('\n\n———\n\n'))),
  ).trimEnd()

function told(template: string, name: Exclude<keyof typeof EXAMPLES, 'storm'>): Example {
  return (locale) => {
    const notification = EXAMPLES[name]()
    const input = { notification, template, voice: voiceIn(locale), budget: BUDGET }
    const { parts, failures } = compose(builtInTemplates(), input)
    if (failures.length > 0) throw new Error(`${template}: ${failures[0]?.detail}`)
    return parts
  }
}

function digest(locale: Locale): readonly Message[] {
  const all = EXAMPLES.storm()
  const words = composeDigest(builtInTemplates(), {
    told: all.map((notification) => ({ notification, acceptedAt: NOW - MINUTE })),
    reason: 'storm',
    windowMs: MINUTE,
    messages: 46,
    voice: voiceIn(locale),
    budget: BUDGET,
  })
  return words.parts
}
