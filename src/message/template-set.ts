import type { MsgKey } from '../domain/message.ts'
import type { TemplateDraft } from '../domain/notification.ts'
import { compileExpression, type Expression } from '../expression/expression.ts'
import { checkFields } from '../expression/fields.ts'
import type { ExpressionIssue } from '../expression/issue.ts'
import { type PlacedSource, readFrontMatter, splitFile } from './front-matter.ts'
import { clean, oneLine } from './markdown/clean.ts'
import { quietMentions } from './markdown/escape.ts'
import { markValue } from './markdown/place.ts'
import { DIGEST_SHAPE, TEMPLATE_SHAPE } from './template-data.ts'
import { TEMPLATE_HELPERS } from './template-helpers.ts'

export interface TemplateFile {
  /** What `template:` names. */
  readonly name: string
  /** As issues name it. */
  readonly file: string
  readonly source: string
}

export interface Template {
  readonly name: string
  /** The file as it was written. */
  readonly source: string
  readonly msgKey: MsgKey | 'auto'
  readonly title: Expression
  /** Values stand between marks; `placeValues` makes Markdown of it. */
  readonly markdown: Expression
  /** The same text for message kinds that know no Markdown. */
  readonly text: Expression
  readonly buttons: readonly {
    readonly title: Expression
    readonly url: Expression
    readonly when: 'firing' | 'resolved' | null
  }[]
  readonly messageUrl: Expression | null
  readonly picUrl: Expression | null
  readonly photoUrl: Expression | null
  readonly data: Readonly<Record<string, Expression>>
}

export type TemplateSet = ReadonlyMap<string, Template>

/** Printed as `file:line:column: code: message`. */
export interface TemplateIssue extends ExpressionIssue {
  readonly file: string
}

/** How a value is escaped: for Markdown once its place is known, as plain text, for an address. */
const PLACES = {
  markdown: markValue,
  text: (value: string) => quietMentions(clean(value)),
  line: oneLine,
  url: markValue,
} as const

type Place = keyof typeof PLACES

/** A file that does not work is left out and said; of two of one name the later counts. */
export function compileTemplates(files: readonly TemplateFile[]): {
  readonly templates: TemplateSet
  readonly issues: readonly TemplateIssue[]
} {
  const templates = new Map<string, Template>()
  const issues: TemplateIssue[] = []
  for (const file of files) {
    const found: ExpressionIssue[] = []
    const template = compileFile(file, found)
    if (template) templates.set(file.name, template)
    issues.push(...found.map((issue) => ({ ...issue, file: file.file })))
  }
  return { templates, issues }
}

/** The set with a template that is tried out; one that does not work is missing from it. */
export function withDraft(templates: TemplateSet, { name, source }: TemplateDraft): TemplateSet {
  const { templates: tried } = compileTemplates([{ name, file: `${name}.hbs`, source }])
  const others = [...templates].filter(([known]) => known !== name)
  return new Map([...others, ...tried])
}

/** What is wrong with a value of `data:` at a target; places count within it. */
export function checkValue(source: string): readonly ExpressionIssue[] {
  const compiled = compileIn('line', source)
  return compiled.ok ? checkFields(source, TEMPLATE_SHAPE) : compiled.error
}

export function compileIn(place: Place, source: string) {
  return compileExpression(source, { escape: PLACES[place], helpers: TEMPLATE_HELPERS })
}

function compileFile(file: TemplateFile, issues: ExpressionIssue[]): Template | null {
  const { yaml, body, bodyLine, isOpen } = splitFile(file.source)
  const { front, issues: found } = readFrontMatter(yaml)
  const frontIssues = isOpen ? [NEVER_CLOSED] : found
  issues.push(...frontIssues, ...foreignBytes(file.source))
  const shape = file.name === 'digest' ? DIGEST_SHAPE : TEMPLATE_SHAPE
  let broken = frontIssues.length > 0

  const compile = (placed: PlacedSource, place: Place): Expression => {
    const compiled = compileIn(place, placed.source)
    const found = compiled.ok ? checkFields(placed.source, shape) : compiled.error
    issues.push(...found.map((issue) => shift(issue, placed)))
    broken ||= !compiled.ok
    return compiled.ok ? compiled.value : NOTHING
  }
  const maybe = (placed: PlacedSource | null, place: Place): Expression | null =>
    placed === null ? null : compile(placed, place)

  const text: PlacedSource = { source: body, line: bodyLine, column: 1 }
  const asText = compileIn('text', body)
  const template: Template = {
    name: file.name,
    source: file.source,
    msgKey: front.msgKey,
    title: compile(front.title ?? DEFAULT_TITLE, 'line'),
    markdown: compile(text, 'markdown'),
    text: asText.ok ? asText.value : NOTHING,
    buttons: front.buttons.map(({ title, url, when }) => ({
      title: compile(title, 'line'),
      url: compile(url, 'url'),
      when,
    })),
    messageUrl: maybe(front.messageUrl, 'url'),
    picUrl: maybe(front.picUrl, 'url'),
    photoUrl: maybe(front.photoUrl, 'url'),
    data: mapValues(front.data, (value) => compile(value, 'line')),
  }
  const most = mostButtons(front.msgKey)
  const surplus = (['firing', 'resolved'] as const)
    .map((status) => front.buttons.filter(({ when }) => when === null || when === status)[most])
    .find((button) => button !== undefined)
  if (surplus) {
    const place = surplus.title
    const message = `${front.msgKey} has room for ${most} button${most === 1 ? '' : 's'}.`
    issues.push({ code: 'template_buttons', message, line: place.line, column: place.column })
    broken = true
  }
  return broken ? null : template
}

/** Buttons that a kind of message can carry. */
export function mostButtons(msgKey: MsgKey | 'auto'): number {
  switch (msgKey) {
    case 'auto':
    case 'sampleActionCard5':
      return 5
    case 'sampleActionCard4':
      return 4
    case 'sampleActionCard3':
      return 3
    case 'sampleActionCard2':
    case 'sampleActionCard6':
      return 2
    case 'sampleActionCard':
      return 1
    default:
      return 0
  }
}

/** An issue's place in its file: only the first line of a piece is moved to the right. */
function shift(issue: ExpressionIssue, placed: PlacedSource): ExpressionIssue {
  return {
    ...issue,
    line: placed.line + issue.line - 1,
    column: issue.line === 1 ? placed.column + issue.column - 1 : issue.column,
  }
}

/** Read as UTF-8, bytes of another encoding are these signs, and people would be sent them. */
function foreignBytes(source: string): readonly ExpressionIssue[] {
  const before = source.split('\uFFFD', 1)[0] ?? ''
  if (before.length === source.length) return []
  const lines = before.split('\n')
  const column = (lines.at(-1)?.length ?? 0) + 1
  const message = 'These bytes are not UTF-8; save the file as UTF-8.'
  return [{ code: 'template_syntax', message, line: lines.length, column }]
}

const DEFAULT_TITLE: PlacedSource = {
  source: '{{brief 40 (concat icon " " headline) name places}}',
  line: 1,
  column: 1,
}

const NEVER_CLOSED: ExpressionIssue = {
  code: 'template_front_matter',
  message: 'The front matter that begins here never ends; close it with a line of ---.',
  line: 1,
  column: 1,
}

const NOTHING: Expression = { source: '', render: () => '', value: () => '' }

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T) => U,
): Readonly<Record<string, U>> {
  const changed: Record<string, U> = Object.create(null)
  for (const [name, value] of Object.entries(record)) changed[name] = change(value)
  return changed
}
