import { createHash } from 'node:crypto'
import type { Alert } from '../domain/alert.ts'
import { own } from '../domain/fields.ts'
import { labelsOf, NO_LABELS } from '../domain/labels.ts'
import type { Mentions, Message } from '../domain/message.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { asJson } from './as-json.ts'
import { readJson } from './body.ts'
import { readRobotMessage } from './dingtalk-robot-message.ts'
import { objectAt, readFields, textAt } from './fields.ts'
import { refuse } from './rejection.ts'
import type { InboundRequest, Reading, Rejection, SourceType } from './source.ts'

export const dingtalkRobot: SourceType = {
  type: 'dingtalk-robot',
  about:
    'Whatever speaks to a custom robot of DingTalk: the same body at `/robot/send?access_token=…`, with a key of ours.',
  signature: 'dingtalk',
  open: () => read,
}

function read(request: InboundRequest): Result<Reading, Rejection> {
  const json = readJson(asJson(request))
  if (!json.ok) return json
  const said = readFields(() => {
    const body = objectAt(json.value, '')
    const message = readRobotMessage(body)
    return { message, uuid: textAt(own(body, 'msgUuid'), 'msgUuid') }
  })
  if (!said.ok) return said
  const { message, uuid } = said.value
  if (message === null)
    return err(
      refuse('bad_payload', 'msgtype: expected text, markdown, link, actionCard or feedCard'),
    )
  return ok({
    group: { key: null, labels: NO_LABELS, receiver: null, reason: null, truncated: 0, url: null },
    alerts: [alertOf(message.kind, message.message, request)],
    ignored: false,
    ...(uuid === null ? {} : { idempotencyKey: uuid }),
  })
}

/** The words stand in the annotations too, for templates that say them in another way. */
function alertOf(msgtype: string, sent: Message, { body, receivedAt }: InboundRequest): Alert {
  const title = sent.title === '' ? firstLine(sent.text) : sent.title
  const url = sent.messageUrl ?? sent.buttons[0]?.url
  const people = peopleIn(sent.mentions)
  return {
    fingerprint: createHash('sha256').update(body).digest('hex').slice(0, 16),
    status: 'firing',
    kind: 'message',
    labels: labelsOf([
      ['alertname', title],
      ['msgtype', msgtype],
    ]),
    annotations: labelsOf([
      ['title', title],
      ['text', sent.text],
      ...(people === '' ? [] : ([['mentions', people]] as const)),
    ]),
    startsAt: receivedAt,
    endsAt: null,
    value: null,
    links: {
      ...(url === undefined ? {} : { source: url }),
      ...(sent.picUrl === undefined ? {} : { image: sent.picUrl }),
    },
    sent: { ...sent, title },
  }
}

const peopleIn = (mentions: Mentions | undefined): string =>
  mentions === undefined
    ? ''
    : [...mentions.mobiles, ...mentions.users, ...(mentions.all ? ['all'] : [])].join(',')

/** A text has no title, and every push needs one. */
const firstLine = (text: string): string =>
  (text.split('\n').find((line) => line.trim() !== '') ?? '').trim().slice(0, 120).toWellFormed()
