import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml'
import { MSG_KEYS, type MsgKey } from '../domain/message.ts'
import type { TemplateCode } from '../expression/issue.ts'
import { suggestion } from '../expression/nearest.ts'

export interface Placed {
  readonly line: number
  readonly column: number
}

/** A piece of Handlebars in a front matter, with the place of its first character. */
export interface PlacedSource extends Placed {
  readonly source: string
}

export interface ButtonSource {
  readonly title: PlacedSource
  readonly url: PlacedSource
  readonly when: 'firing' | 'resolved' | null
}

export interface FrontMatter {
  readonly msgKey: MsgKey | 'auto'
  readonly title: PlacedSource | null
  readonly buttons: readonly ButtonSource[]
  readonly messageUrl: PlacedSource | null
  readonly picUrl: PlacedSource | null
  readonly photoUrl: PlacedSource | null
  readonly data: Readonly<Record<string, PlacedSource>>
}

export interface FrontMatterIssue extends Placed {
  readonly code: TemplateCode
  readonly message: string
}

const KEYS = ['msg_key', 'title', 'buttons', 'message_url', 'pic_url', 'photo_url', 'data']
const FENCE = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m

const OPENING = /^---[ \t]*(?:\r?\n|$)/

/**
 * Parts a template's file: its front matter, and its text with the line where that begins.
 * `isOpen`: the front matter never ends, so that all of it would be said in the chat.
 */
export function splitFile(source: string): {
  yaml: string
  body: string
  bodyLine: number
  isOpen: boolean
} {
  const text = source.replace(/^\ufeff/, '')
  const match = FENCE.exec(text)
  if (match?.index !== 0) return { yaml: '', body: text, bodyLine: 1, isOpen: OPENING.test(text) }
  return {
    yaml: match[1] ?? '',
    body: text.slice(match[0].length),
    bodyLine: match[0].split('\n').length,
    isOpen: false,
  }
}

/** Reads a front matter strictly: what is unknown is an issue, and all issues are found at once. */
export function readFrontMatter(yaml: string): {
  readonly front: FrontMatter
  readonly issues: readonly FrontMatterIssue[]
} {
  const issues: FrontMatterIssue[] = []
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false })
  // The opening `---` is the file's first line, so everything here is one line further down.
  const at = (offset: number): Placed => {
    const { line, col } = lines.linePos(offset)
    return { line: line + 1, column: col }
  }
  const placeOf = (node: unknown): Placed => at((node as Node | null)?.range?.[0] ?? 0)
  const refuse = (place: Placed, code: TemplateCode, message: string): void => {
    issues.push({ ...place, code, message })
  }
  for (const error of document.errors) {
    refuse(at(error.pos[0]), 'template_front_matter', `${error.message}.`.replace(/\.\.$/, '.'))
  }

  const fieldsOf = (map: YAMLMap, known: readonly string[] | null): Map<string, Node | null> => {
    const fields = new Map<string, Node | null>()
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.value) : ''
      if (known === null || known.includes(name)) fields.set(name, value as Node | null)
      else if (!isScalar(key)) {
        refuse(
          placeOf(key),
          'template_value',
          'A key must be a text; put what has {{…}} in quotes.',
        )
      } else if (!name.startsWith('x-')) {
        const hint = suggestion(name, known) || ` Known: ${known.join(', ')}.`
        refuse(placeOf(key), 'template_key', `There is no key "${name}" here.${hint}`)
      }
    }
    return fields
  }

  const text = (node: Node | null | undefined, name: string): PlacedSource | null => {
    if (node === undefined) return null
    if (isScalar(node) && ['string', 'number', 'boolean'].includes(typeof node.value)) {
      const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
      const { line, column } = placeOf(node)
      // As it was written: `0571`, `1.10` and a long id are no numbers to those who write them.
      const source = typeof node.value === 'number' ? (node.source ?? '') : String(node.value)
      return { source, line, column: column + (quoted ? 1 : 0) }
    }
    refuse(placeOf(node), 'template_value', `"${name}" must be a text; put it in quotes.`)
    return null
  }

  const button = (node: unknown): ButtonSource | null => {
    if (!isMap(node)) {
      refuse(placeOf(node), 'template_value', 'A button is written { title: …, url: … }.')
      return null
    }
    const fields = fieldsOf(node, ['title', 'url', 'when'])
    const title = text(fields.get('title'), 'title')
    const url = text(fields.get('url'), 'url')
    const when = text(fields.get('when'), 'when')
    if (!title || !url) {
      if (!fields.has('title') || !fields.has('url')) {
        refuse(placeOf(node), 'template_value', 'A button needs both title and url.')
      }
      return null
    }
    if (when && when.source !== 'firing' && when.source !== 'resolved') {
      refuse(when, 'template_value', '"when" is firing or resolved.')
    }
    return { title, url, when: (when?.source ?? null) as ButtonSource['when'] }
  }

  const root = document.contents
  if (root !== null && !isMap(root)) {
    refuse(placeOf(root), 'template_front_matter', 'The front matter must be keys with values.')
  }
  const fields = isMap(root) ? fieldsOf(root, KEYS) : new Map<string, Node | null>()
  const msgKey = text(fields.get('msg_key'), 'msg_key')
  const choices = ['auto', ...MSG_KEYS]
  if (msgKey && !choices.includes(msgKey.source)) {
    const hint = suggestion(msgKey.source, choices) || ` It is one of ${choices.join(', ')}.`
    refuse(msgKey, 'template_value', `There is no msg_key "${msgKey.source}".${hint}`)
  }
  const buttons = fields.get('buttons')
  if (buttons && !isSeq(buttons)) {
    refuse(placeOf(buttons), 'template_value', '"buttons" must be a list.')
  }
  const data = fields.get('data')
  if (data && !isMap(data))
    refuse(placeOf(data), 'template_value', '"data" must be names and texts.')

  return {
    front: {
      msgKey: (msgKey?.source ?? 'auto') as FrontMatter['msgKey'],
      title: text(fields.get('title'), 'title'),
      buttons: isSeq(buttons) ? buttons.items.map(button).filter((it) => it !== null) : [],
      messageUrl: text(fields.get('message_url'), 'message_url'),
      picUrl: text(fields.get('pic_url'), 'pic_url'),
      photoUrl: text(fields.get('photo_url'), 'photo_url'),
      data: isMap(data) ? dataOf(fieldsOf(data, null), text) : {},
    },
    issues: withoutConsequences(issues),
  }
}

/** What starts with a brace is a map to YAML: all else that it says of this line comes from that. */
function withoutConsequences(issues: readonly FrontMatterIssue[]): readonly FrontMatterIssue[] {
  const unquoted = new Set(
    issues.filter(({ code }) => code === 'template_value').map(({ line }) => line),
  )
  return issues.filter(({ code, line }) => code === 'template_value' || !unquoted.has(line))
}

function dataOf(
  fields: ReadonlyMap<string, Node | null>,
  text: (node: Node | null, name: string) => PlacedSource | null,
): Readonly<Record<string, PlacedSource>> {
  const data: Record<string, PlacedSource> = Object.create(null)
  for (const [name, node] of fields) {
    const value = text(node, name)
    if (value) data[name] = value
  }
  return data
}
