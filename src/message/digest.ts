import type { Instant } from '../domain/clock.ts'
import type { Message } from '../domain/message.ts'
import type { Notification } from '../domain/notification.ts'
import type { Composed, TemplateFailure } from './compose.ts'
import { digestFacts, gather, type Room } from './facts/digest-facts.ts'
import { frame } from './fitting/frame.ts'
import type { PartPlan } from './fitting/parts.ts'
import { asTitle } from './fitting/title.ts'
import { oneLine } from './markdown/clean.ts'
import { quietMentions } from './markdown/escape.ts'
import { renderTemplate } from './render.ts'
import type { TemplateSet } from './template-set.ts'
import type { Budget, Voice } from './voice.ts'
import { createSpeech, type Speech } from './words/speech.ts'

export type DigestReason = 'storm' | 'muted' | 'reopened' | 'redriven'

export interface DigestInput {
  /** What is folded, in the order in which it was accepted. */
  readonly told: readonly { readonly notification: Notification; readonly acceptedAt: Instant }[]
  readonly reason: DigestReason
  /** `plain` after DingTalk refused the first words: counts, and nothing that a sender wrote. */
  readonly form?: Composed['form']
  /** The time that the digest covers: the pace's window, the mute, the outage. */
  readonly windowMs: number
  /** How many messages it stands for. */
  readonly messages: number
  readonly voice: Voice
  readonly budget: Budget
}

/** Several notifications as one message: always exactly one, however many alerts there are. */
export function composeDigest(templates: TemplateSet, input: DigestInput): Composed {
  const { budget } = input
  const speech = createSpeech(input.voice)
  const alerts = gather(input.told, speech)
  if (input.form === 'plain') {
    const facts = digestFacts(alerts, input, speech, SMALLEST)
    const message = frame(inPlainWords(nameless(facts), speech), null, speech, WHOLE)
    return { template: 'plain', parts: [message], omitted: 0, form: 'plain', failures: [] }
  }
  const failures: TemplateFailure[] = []
  const template = templates.get('digest')
  if (!template) failures.push({ template: 'digest', detail: 'There is no such template.' })

  const write = (room: Room): Message => {
    const facts = digestFacts(alerts, input, speech, room)
    const message = template ? renderTemplate(template, facts) : inPlainWords(facts, speech)
    return frame(message, null, speech, WHOLE)
  }
  const writePlain = (room: Room): Message =>
    frame(inPlainWords(digestFacts(alerts, input, speech, room), speech), null, speech, WHOLE)

  let message: Message
  try {
    message = fitted(write, budget)
  } catch (error) {
    failures.push({ template: 'digest', detail: (error as Error).message })
    message = fitted(writePlain, budget)
  }
  if (budget.size(message) > budget.maxBytes) message = fitted(writePlain, budget)
  const isPlain = !template || failures.length > 0
  return {
    template: isPlain ? 'plain' : 'digest',
    parts: [message],
    omitted: 0,
    form: 'full',
    failures,
  }
}

/** Every name of the worst severity comes first, then instances; both give way in turn. */
const ROOMS: readonly Room[] = [
  { topNames: 200, otherNames: 12, instances: 8, length: 80 },
  { topNames: 200, otherNames: 12, instances: 4, length: 80 },
  { topNames: 200, otherNames: 8, instances: 2, length: 60 },
  { topNames: 200, otherNames: 8, instances: 0, length: 60 },
  { topNames: 100, otherNames: 5, instances: 0, length: 60 },
  { topNames: 40, otherNames: 3, instances: 0, length: 40 },
  { topNames: 10, otherNames: 3, instances: 0, length: 30 },
  { topNames: 3, otherNames: 0, instances: 0, length: 20 },
  { topNames: 0, otherNames: 0, instances: 0, length: 20 },
]

function fitted(write: (room: Room) => Message, budget: Budget): Message {
  const [first, ...less] = ROOMS.map((room) => () => write(room))
  let message = first?.() ?? write(SMALLEST)
  for (const next of less) {
    if (budget.size(message) <= budget.maxBytes) return message
    message = next()
  }
  return message
}

const SMALLEST: Room = { topNames: 0, otherNames: 0, instances: 0, length: 20 }

type Facts = ReturnType<typeof digestFacts>

function inPlainWords(facts: Facts, { say, colon }: Speech): Message {
  const title = asTitle(`${facts.icon} ${facts.headline} ${facts.scope}`, '')
  const names = [...facts.top.names, ...facts.others.names]
  const lines = [
    title,
    facts.severities.map(({ count, word }) => say('count severity', count, word)).join(' · '),
    ...names.map((it) => `${it.name} ×${it.count}${it.where ? colon + it.where : ''}`),
    say('in place of', facts.messages),
    facts.links.details,
  ]
  const text = lines.filter(Boolean).map((line) => quietMentions(oneLine(line)))
  return { msgKey: 'sampleText', title, text: text.join('\n'), buttons: [] }
}

const nameless = (facts: Facts): Facts => ({
  ...facts,
  scope: '',
  top: { ...facts.top, names: [] },
  others: { ...facts.others, names: [] },
})

const WHOLE: PartPlan = { from: 0, to: 0, isLast: true, part: null, of: 1, omitted: 0 }
