import { type Fields, fieldsIn } from '../../domain/fields.ts'
import type { Button } from '../../domain/message.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { bytesOf } from '../../domain/size.ts'
import { textOf } from '../call.ts'

/** What a message says, whatever its kind. */
export interface Said {
  readonly msgKey: string
  readonly msgParam: Fields
  readonly title: string
  readonly text: string
  readonly buttons: readonly Button[]
  readonly messageUrl: string | null
  readonly picUrl: string | null
}

export interface Unfit {
  readonly code: string
  readonly what: string
}

const MAX_BYTES = 15_000

/** Reads `msgKey` and `msgParam` as the enterprise robots do, with their codes for what is wrong. */
export function readMsgParam(msgKey: unknown, msgParam: unknown): Result<Said, Unfit> {
  if (msgKey === '') return unfit('invalidParameter.msgKey.empty', 'The msgKey is empty.')
  if (typeof msgKey !== 'string' || !Object.hasOwn(KINDS, msgKey))
    return unfit('invalidParameter.msgKey.invalid', 'There is no message type of this name.')
  const fields = typeof msgParam === 'string' ? fieldsIn(msgParam) : null
  if (typeof msgParam === 'string' && bytesOf(msgParam) > MAX_BYTES)
    return unfit('invalidParameter.msgParam.tooLong', `Over ${MAX_BYTES} bytes.`)
  if (!fields || Object.values(fields).some((value) => typeof value !== 'string'))
    return unfit(
      'invalidParameter.msgParam.invalid',
      'It has to be a string that holds a JSON object whose values are strings.',
    )
  const missing = KINDS[msgKey]?.find(([name]) => textOf(fields[name]) === '')
  if (missing) return unfit(missing[1], `msgParam has no ${missing[0]}.`)
  return ok(wordsOf(msgKey, fields))
}

const unfit = (code: string, what: string): Result<never, Unfit> => err({ code, what })

type Required = readonly [field: string, code: string]

const TITLE: Required = ['title', 'miss.param.actionCardTotitle']
const TEXT: Required = ['text', 'miss.param.actionCardTotext']
const BUTTON_TITLE = 'miss.param.actionCardTobtnsTotitle'
const BUTTON_URL = 'miss.param.actionCardTobtnsToactionUrl'

const vertical = (count: number): readonly Required[] => [
  TITLE,
  TEXT,
  ...Array.from({ length: count }, (_, index): readonly Required[] => [
    [`actionTitle${index + 1}`, BUTTON_TITLE],
    [`actionURL${index + 1}`, BUTTON_URL],
  ]).flat(),
]

/** The whole set of message types, with the fields each needs and the code for a missing one. */
const KINDS: Readonly<Record<string, readonly Required[]>> = {
  sampleText: [['content', 'miss.param.contentOfText']],
  sampleMarkdown: [
    ['title', 'miss.param.markdownTotitle'],
    ['text', 'miss.param.markdownTotext'],
  ],
  sampleImageMsg: [['photoURL', 'miss.param.photoTophotoUrl']],
  sampleLink: [
    ['text', 'miss.param.textOfLink'],
    ['title', 'miss.param.titleOfLink'],
    ['messageUrl', 'miss.param.messageUrlOfLink'],
  ],
  sampleActionCard: [
    TITLE,
    TEXT,
    ['singleTitle', 'miss.param.actionCardTosingleTitle'],
    ['singleURL', 'miss.param.actionCardTosingleUrl'],
  ],
  sampleActionCard2: vertical(2),
  sampleActionCard3: vertical(3),
  sampleActionCard4: vertical(4),
  sampleActionCard5: vertical(5),
  sampleActionCard6: [
    TITLE,
    TEXT,
    ['buttonTitle1', BUTTON_TITLE],
    ['buttonUrl1', BUTTON_URL],
    ['buttonTitle2', BUTTON_TITLE],
    ['buttonUrl2', BUTTON_URL],
  ],
  sampleAudio: [
    ['mediaId', 'miss.param.audio'],
    ['duration', 'miss.param.audio'],
  ],
  sampleFile: [
    ['mediaId', 'miss.param.file'],
    ['fileName', 'miss.param.file'],
    ['fileType', 'miss.param.file'],
  ],
  sampleVideo: [
    ['videoMediaId', 'miss.param.video'],
    ['videoType', 'miss.param.video'],
    ['picMediaId', 'miss.param.video'],
    ['duration', 'miss.param.video'],
  ],
}

function wordsOf(msgKey: string, fields: Fields): Said {
  return {
    msgKey,
    msgParam: fields,
    title: textOf(fields['title']),
    text: textOf(fields['text']) || textOf(fields['content']) || textOf(fields['fileName']),
    buttons: buttonsOf(msgKey, fields),
    messageUrl: textOf(fields['messageUrl']) || null,
    picUrl: textOf(fields['picUrl']) || textOf(fields['photoURL']) || null,
  }
}

/** Buttons stand in pairs of fields, and only the fields that the type needs count. */
function buttonsOf(msgKey: string, fields: Fields): readonly Button[] {
  const names = (KINDS[msgKey] ?? [])
    .map(([name]) => name)
    .filter((name) => /^(single|action|button)/.test(name))
  const buttons: Button[] = []
  for (let at = 0; at < names.length; at += 2)
    buttons.push({
      title: textOf(fields[names[at] ?? '']),
      url: textOf(fields[names[at + 1] ?? '']),
    })
  return buttons
}
