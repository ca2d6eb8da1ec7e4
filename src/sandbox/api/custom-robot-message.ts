import { type Fields, isFields } from '../../domain/fields.ts'
import type { Button } from '../../domain/message.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { textOf } from '../call.ts'
import type { Said } from './msg-param.ts'

export interface RobotRefusal {
  readonly errcode: number
  readonly errmsg: string
}

export interface RobotMessage extends Said {
  readonly mentions: readonly string[]
}

/** Reads the body of a custom robot's message. */
export function readRobotMessage(body: Fields): Result<RobotMessage, RobotRefusal> {
  const type = textOf(body['msgtype'])
  if (type === '') return refuse(40035, '缺少参数 msgtype')
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined
  if (!reader) return refuse(400105, 'unsupported msgtype')
  const param = body[type]
  if (!isFields(param)) return refuse(40035, `缺少参数 ${type}`)
  const said = reader(param)
  if (typeof said === 'string') return refuse(40035, `缺少参数 ${type}.${said}`)
  const mentions = MENTIONING.has(type) ? mentionsOf(body['at']) : []
  return ok({ ...EMPTY, msgKey: type, msgParam: param, ...said, mentions })
}

const refuse = (errcode: number, errmsg: string): Result<never, RobotRefusal> =>
  err({ errcode, errmsg })

const EMPTY = { title: '', text: '', buttons: [], messageUrl: null, picUrl: null }

/** Links and feed cards call nobody by name. */
const MENTIONING: ReadonlySet<string> = new Set(['text', 'markdown', 'actionCard'])

/** Gives what a message says, or the name of the field that it lacks. */
type Reader = (param: Fields) => Partial<Said> | string

const READERS: Readonly<Record<string, Reader>> = {
  text: (param) => lacking(param, ['content']) ?? { text: textOf(param['content']) },
  markdown: (param) => lacking(param, ['title', 'text']) ?? titleAndText(param),
  link: (param) =>
    lacking(param, ['title', 'text', 'messageUrl']) ?? {
      ...titleAndText(param),
      messageUrl: textOf(param['messageUrl']),
      picUrl: textOf(param['picUrl']) || null,
    },
  actionCard: (param) => {
    const missing = lacking(param, ['title', 'text'])
    if (missing !== null) return missing
    const buttons = buttonsOf(param)
    return typeof buttons === 'string' ? buttons : { ...titleAndText(param), buttons }
  },
  feedCard: (param) => {
    const links = readPairs(param['links'], 'title', 'messageURL')
    if (!links) return 'links'
    return { title: links[0]?.title ?? '', buttons: links }
  },
}

const lacking = (param: Fields, names: readonly string[]): string | null =>
  names.find((name) => textOf(param[name]) === '') ?? null

const titleAndText = (param: Fields): Partial<Said> => ({
  title: textOf(param['title']),
  text: textOf(param['text']),
})

/** With `singleTitle` and `singleURL` there is one button, whatever `btns` says. */
function buttonsOf(param: Fields): readonly Button[] | string {
  const single = { title: textOf(param['singleTitle']), url: textOf(param['singleURL']) }
  if (single.title !== '' && single.url !== '') return [single]
  return readPairs(param['btns'], 'title', 'actionURL') ?? 'btns'
}

function readPairs(list: unknown, title: string, url: string): readonly Button[] | null {
  if (!Array.isArray(list) || list.length === 0) return null
  const pairs = list.map((item: unknown) => (isFields(item) ? item : {}))
  if (pairs.some((item) => lacking(item, [title, url]) !== null)) return null
  return pairs.map((item) => ({ title: textOf(item[title]), url: textOf(item[url]) }))
}

function mentionsOf(at: unknown): readonly string[] {
  if (!isFields(at)) return []
  const texts = (list: unknown): readonly string[] =>
    Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
  const all = at['isAtAll'] === true || at['isAtAll'] === 'true' ? ['all'] : []
  return [...texts(at['atMobiles']), ...texts(at['atUserIds']), ...all]
}
