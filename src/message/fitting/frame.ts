import type { Message } from '../../domain/message.ts'
import { clean, oneLine } from '../markdown/clean.ts'
import { escapeLine, quietMentions } from '../markdown/escape.ts'
import { openOutside, safeUrl } from '../markdown/link.ts'
import type { Speech } from '../words/speech.ts'
import type { PartPlan } from './parts.ts'
import { markedTitle } from './title.ts'

/**
 * What the bridge itself adds to a template's words: how late it is, notices, which part this
 * is, how many alerts found no room, and whom it calls by name.
 */
export function frame(
  message: Message,
  notice: string | null,
  speech: Speech,
  plan: PartPlan,
): Message {
  const isMarkdown = message.msgKey !== 'sampleText' && message.msgKey !== 'sampleLink'
  const say = isMarkdown ? asMarkdown : asPlainLine
  const isFirst = plan.from === 0
  const mark = plan.part === null ? '' : `(${plan.part}/${plan.of})`
  const before = isFirst ? [openingLine(speech), notice].filter((it) => it !== null).map(say) : []
  const after = plan.omitted > 0 ? [moreLine(plan.omitted, speech, isMarkdown)] : []
  const calls = isFirst ? mentionLine(speech, message.text) : []
  const text = [...before, numbered(message.text, mark), ...after, ...calls].filter(Boolean)
  const { mentions } = speech.voice
  const { feed, ...rest } = message
  const isUnchanged = text.length === 1
  return {
    ...rest,
    title: mark === '' ? message.title : markedTitle(mark, message.title),
    text: text.join('\n\n'),
    // A feed card has no place for what was added.
    ...(feed && isUnchanged ? { feed } : {}),
    ...(mentions !== null && isFirst ? { mentions } : {}),
  }
}

/** What people must know before all else stands in one line: more than one is read as none. */
function openingLine(speech: Speech): string | null {
  const { again } = speech.voice
  const clauses = [
    overLine(speech) ?? againLine(speech),
    again ? speech.say('first told', speech.moment(again.toldAt)) : null,
    lateLine(speech),
  ].filter((it) => it !== null)
  return clauses.length === 0 ? null : clauses.join(' · ')
}

function againLine({ voice, say }: Speech): string | null {
  if (!voice.again) return null
  const { told, of } = voice.again
  return told === of ? say('sent again') : say('sent again of', told, of)
}

function overLine({ voice, say, moment }: Speech): string | null {
  if (!voice.over) return null
  const { at, resolved, fired } = voice.over
  return resolved === fired
    ? say('sent again over', moment(at))
    : say('sent again in part', resolved, fired)
}

function lateLine({ voice, say, duration }: Speech): string | null {
  if (voice.late === null) return null
  const late = duration(voice.now - voice.late.acceptedAt)
  return voice.late.why === null ? say('late', late) : say('late because', late, voice.late.why)
}

function moreLine(omitted: number, { voice, say }: Speech, isMarkdown: boolean): string {
  const words = say('more alerts', omitted)
  const url = isMarkdown && voice.detailsUrl ? safeUrl(voice.detailsUrl) : null
  return url === null ? `… ${words}` : `… ${words} · [${say('All details')}](${openOutside(url)})`
}

/** DingTalk calls by name only those whose number or id also stands in the text. */
function mentionLine({ voice }: Speech, text: string): readonly string[] {
  const names = [...(voice.mentions?.mobiles ?? []), ...(voice.mentions?.users ?? [])]
  const missing = names.map((name) => `@${clean(name)}`).filter((call) => !text.includes(call))
  return missing.length === 0 ? [] : [missing.join(' ')]
}

/** Puts `(1/3)` at the end of the heading, or before everything where there is none. */
function numbered(text: string, mark: string): string {
  if (mark === '') return text
  return /^#{1,6} /.test(text)
    ? text.replace(/^[^\n]*/, (line) => `${line} ${mark}`)
    : `${mark}\n\n${text}`
}

const asPlainLine = (text: string): string => quietMentions(oneLine(text))

const asMarkdown = (text: string): string =>
  escapeLine(oneLine(text), { before: '', after: '', atLineStart: true, inLink: false })
