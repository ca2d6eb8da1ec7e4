import { readFrontMatter, splitFile } from '../../message/front-matter.ts'
import { webAddress } from '../../message/settings.ts'
import { compileTemplates } from '../../message/template-set.ts'
import { GoFault, type GoNode } from './go-syntax.ts'
import { readGoTemplate } from './go-template.ts'
import { type Defines, toHandlebars } from './go-to-handlebars.ts'
import { zonesIn } from './go-zone.ts'
import type { Imported, ImportNote } from './imported.ts'
import { isOn, listOf, mapOf, type OldPath, readOldYaml, textOf } from './old-yaml.ts'

export interface GoFile {
  readonly file: string
  readonly text: string
}

/** The template of ours that looks like that program's own. */
const BUILT_IN = 'prometheus-webhook-dingtalk'

/** Names that its own template file defines; a file of the user may define them anew. */
const OWN = /^(?:ding\.link|default|legacy)\.(?:title|content)$/

/**
 * The settings of prometheus-webhook-dingtalk as ours: each target a receiver, reached at the same
 * address. `files` are those that its `templates:` name, `builtIn` is the file of our template that looks
 * like its own. Throws with a sentence on what is no YAML.
 */
export function importPrometheusWebhookDingtalk(
  source: string,
  files: readonly GoFile[],
  builtIn: string,
): Imported {
  const old = readOldYaml(source)
  const config = mapOf(old.value)
  const notes: ImportNote[] = []
  const note = (path: OldPath, message: string) => {
    notes.push({ line: old.lineOf(path), message })
  }
  const defines = definesOf(files, notes)
  const own = ownDefines(builtIn)
  const templates = new Map<string, string>()

  for (const key of Object.keys(config))
    if (!LIFTED.has(key)) note([key], NO_COUNTERPART[key] ?? `\`${key}\` has no counterpart`)
  const receivers = Object.entries(mapOf(config['targets'])).flatMap(([name, target]) =>
    receiverOf(name, mapOf(target), ['targets', name]),
  )
  const timezone = timezoneOf(source, files)
  if (receivers.length === 0) note(['targets'], 'there is no target that could be a receiver')
  note(
    [],
    'anybody who reaches the listener may send, as before; `auth` of the source asks for a credential',
  )

  return {
    notes,
    templates: [...templates].map(([name, text]) => ({ name, text })),
    settings: {
      ...(timezone !== null && { timezone }),
      server: { listen: '0.0.0.0:8060' },
      sources: [{ name: 'dingtalk', type: 'prometheus-webhook-dingtalk', auth: 'none' }],
      receivers,
      route: { receiver: receivers[0]?.name ?? 'nobody' },
    },
  }

  function receiverOf(name: string, target: Record<string, unknown>, path: OldPath) {
    const url = textOf(target['url'])
    if (!webAddress(url) || !new URL(url).searchParams.get('access_token')) {
      note([...path, 'url'], `\`${name}\` is left out: its url has no access_token`)
      return []
    }
    for (const key of Object.keys(target))
      if (!TARGET_KEYS.has(key)) note([...path, key], `\`${key}\` has no counterpart`)
    const mention = mapOf(target['mention'])
    const mobiles = listOf(mention['mobiles']).map(textOf).filter(Boolean)
    const all = isOn(mention['all'])
    const secret = textOf(target['secret'])
    return [
      {
        name,
        template: templateOf(name, target, path),
        targets: [
          {
            robot: { url, ...(secret && { secret }) },
            ...((all || mobiles.length > 0) && {
              mentions: {
                ...(mobiles.length > 0 && { mobiles }),
                ...(all && { all }),
                on: 'always',
              },
            }),
          },
        ],
      },
    ]
  }

  /** Of several zones the first: a message of ours says its times in one. */
  function timezoneOf(settings: string, texts: readonly GoFile[]): string | null {
    const [zone = null, ...others] = zonesIn([settings, ...texts.map(({ text }) => text)])
    if (others.length > 0)
      note(
        [],
        `times were told in ${[zone, ...others].join(', ')}; ours are in the \`timezone\` of the settings, a receiver or a target`,
      )
    return zone
  }

  /** The built-in look, unless the user words it in another way. */
  function templateOf(name: string, target: Record<string, unknown>, path: OldPath): string {
    const isOwn = Object.hasOwn(target, 'message')
    const message = mapOf(isOwn ? target['message'] : config['default_message'])
    const at = isOwn ? [...path, 'message'] : ['default_message']
    const title = textOf(message['title']) || '{{ template "ding.link.title" . }}'
    const text = textOf(message['text']) || '{{ template "ding.link.content" . }}'
    if (isBuiltIn(title) && isBuiltIn(text)) {
      if (/legacy/.test(title + text))
        note(at, `\`${name}\` used the legacy look; it gets that of the default template`)
      return BUILT_IN
    }
    const translated = translate(title, text, at)
    if (translated === null) return BUILT_IN
    const known = [...templates].find(([, each]) => each === translated)?.[0]
    const file = known ?? (isOwn ? name : 'default-message')
    templates.set(file, translated)
    return file
  }

  function isBuiltIn(written: string): boolean {
    const name = /^\s*\{\{-?\s*template\s+"([^"]+)"\s+\.\s*-?\}\}\s*$/.exec(written)?.[1] ?? ''
    return OWN.test(name) && !defines.has(name)
  }

  function translate(title: string, text: string, at: OldPath): string | null {
    try {
      const head = translated(title, 'line', [...at, 'title'])
      const body = translated(text, 'text', [...at, 'text'])
      const source = `---\nmsg_key: sampleMarkdown\ntitle: ${JSON.stringify(head.trim())}\n---\n${body.trimEnd()}\n`
      const { issues } = compileTemplates([{ name: 'imported', file: 'imported', source }])
      for (const issue of issues) note(at, `its translation does not work: ${issue.message}`)
      if (body.trim() === '')
        note(at, 'nothing of it could be translated; the default look is used')
      return issues.length > 0 || body.trim() === '' ? null : source
    } catch (error) {
      if (!(error instanceof GoFault)) throw error
      note(at, `it cannot be read: ${error.message}`)
      return null
    }
  }

  function translated(written: string, place: 'text' | 'line', at: OldPath): string {
    const parsed = readGoTemplate(written)
    const all = new Map([...own, ...defines, ...parsed.defines])
    const { text, faults } = toHandlebars(parsed.body, all, place)
    for (const fault of faults) notes.push(noteOf(fault, old.lineOf(at)))
    return text
  }
}

/** A fault in a text of the settings is told at the text's own first line. */
function noteOf({ where, message }: GoFault, firstLine: number): ImportNote {
  if (where.file === null) return { line: firstLine + where.line - 1, message }
  return { file: where.file, line: where.line, message }
}

function definesOf(files: readonly GoFile[], notes: ImportNote[]): Defines {
  const defines = new Map<string, readonly GoNode[]>()
  for (const { file, text } of files)
    try {
      for (const [name, body] of readGoTemplate(text, file).defines) defines.set(name, body)
    } catch (error) {
      if (!(error instanceof GoFault)) throw error
      notes.push({ file, line: error.where.line, message: `it cannot be read: ${error.message}` })
    }
  return defines
}

/** What that program defines itself, in the words of our template: texts that are Handlebars already. */
function ownDefines(builtIn: string): Defines {
  const { yaml, body } = splitFile(builtIn)
  const title = readFrontMatter(yaml).front.title?.source ?? ''
  return new Map(
    ['ding.link', 'default', 'legacy'].flatMap((name) => [
      [`${name}.title`, [{ kind: 'text', text: title }]],
      [`${name}.content`, [{ kind: 'text', text: body.trimEnd() }]],
    ]),
  )
}

const LIFTED = new Set(['targets', 'templates', 'template', 'default_message'])

const TARGET_KEYS = new Set(['url', 'secret', 'mention', 'message'])

const NO_COUNTERPART: Readonly<Record<string, string>> = {
  timeout: '`timeout` was read and never used there; ours is `dingtalk.timeout`',
  no_builtin_template: '`no_builtin_template` is not needed: only what a receiver names is used',
}
