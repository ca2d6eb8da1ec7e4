import type { Alert } from '../domain/alert.ts'
import type { Words } from '../domain/delivery.ts'
import type { Message } from '../domain/message.ts'
import type { Notification } from '../domain/notification.ts'
import type { Expression } from '../expression/expression.ts'
import { AS_SENT, asSent, asSentPlain, sentBy } from './as-sent.ts'
import { factsOf, readStory, type Story } from './facts/facts.ts'
import { frame } from './fitting/frame.ts'
import { intoParts, type Write } from './fitting/parts.ts'
import { shortenValues } from './fitting/shorten.ts'
import { shortenBytes } from './markdown/clean.ts'
import { plainMessage } from './plain.ts'
import { renderTemplate } from './render.ts'
import { compileIn, type Template, type TemplateSet } from './template-set.ts'
import type { Budget, SeverityScale, Voice } from './voice.ts'
import { severityOf } from './words/severity.ts'
import { createSpeech, type Speech } from './words/speech.ts'

export interface ComposeInput {
  readonly notification: Notification
  /** By name; one that is not there is a failure, and `plain` is said. */
  readonly template: string
  readonly voice: Voice
  readonly budget: Budget
  /** Work notifications: sources of values that win over the template's own. */
  readonly data?: Readonly<Record<string, string>>
  /** `plain` after DingTalk refused the words of the first form: short, and without Markdown. */
  readonly form?: 'full' | 'plain'
}

export interface TemplateFailure {
  readonly template: string
  readonly detail: string
}

export type Composed = Words & { readonly failures: readonly TemplateFailure[] }

/**
 * A notification in words that fit. It never throws and never comes back empty: a template that
 * fails is reported, and the alerts are told in the words of last resort.
 */
export function compose(templates: TemplateSet, input: ComposeInput): Composed {
  const { voice, budget, form = 'full' } = input
  const notification = worstFirst(input.notification, voice.severity)
  const failures: TemplateFailure[] = []
  const speech = createSpeech(voice)
  const stories = createStories(notification, speech, budget.maxBytes)
  const sent = input.template === AS_SENT ? sentBy(notification.alerts) : null
  const template = sent ? undefined : templates.get(input.template)
  const values = valuesOf(input, failures)
  const count = notification.alerts.length

  if (!template && !sent)
    failures.push({ template: input.template, detail: 'There is no such template.' })
  const body: Write | null = sent
    ? (_plan, length) => asSent(sent, voice, length)
    : template
      ? (plan, length) => renderTemplate(template, factsOf(stories(length), plan), values)
      : null
  if (body && form === 'full') {
    const write: Write = (plan, length) =>
      frame(body(plan, length), notification.notice, speech, plan)
    try {
      const fitted = intoParts(count, write, budget)
      if (fitted.parts.some((part) => isGutted(part, budget))) throw new Error(TOO_LONG)
      return finish(fitted, input.template, form, failures, budget)
    } catch (error) {
      failures.push({ template: input.template, detail: (error as Error).message })
    }
  }

  const writePlain: Write = (plan, length) => {
    if (sent) return frame(asSentPlain(sent, voice, length), notification.notice, speech, plan)
    const facts = factsOf(stories(length), plan)
    const data = safeValues(template, facts, values)
    const message = { ...plainMessage(facts), ...(data === null ? {} : { data }) }
    return frame(message, notification.notice, speech, plan)
  }
  const short = form === 'plain' ? shorter(budget) : budget
  return finish(intoParts(count, writePlain, short), 'plain', form, failures, budget)
}

const TOO_LONG = 'It says more than a message can hold, and in lines too long to cut.'

/** Whether a cut at the ends of lines would leave less than half a message: then plain says more. */
const isGutted = (message: Message, budget: Budget): boolean =>
  budget.size(message) > budget.maxBytes &&
  budget.size(squeezeText(message, budget)) < budget.maxBytes / 2

/** What fires before what is over, and the worst first: what does not fit is what matters least. */
function worstFirst(notification: Notification, scale: SeverityScale): Notification {
  const rank = ({ status, labels }: Alert): number =>
    status === 'resolved' ? Number.POSITIVE_INFINITY : severityOf(labels, scale).rank
  const ranks = new Map(notification.alerts.map((alert) => [alert, rank(alert)]))
  const rankOf = (alert: Alert): number => ranks.get(alert) ?? 0
  const [first, ...rest] = notification.alerts.toSorted((a, b) =>
    rankOf(a) < rankOf(b) ? -1 : Number(rankOf(a) > rankOf(b)),
  )
  return first ? { ...notification, alerts: [first, ...rest] } : notification
}

/** What DingTalk refused once is said again in less: the length may have been the reason. */
const shorter = (budget: Budget): Budget => ({
  ...budget,
  maxBytes: Math.min(budget.maxBytes, PLAIN_BYTES),
  maxParts: 1,
})

const PLAIN_BYTES = 4000

/** Facts for a bound on each value, made once for each bound. */
function createStories(notification: Notification, speech: Speech, maxBytes: number) {
  const known = new Map<number, Story>()
  return (length: number): Story => {
    // A value longer than the whole message may be would only cost time.
    const bound = Math.min(length, maxBytes)
    const story = known.get(bound) ?? readStory(shortenValues(notification, bound), speech)
    known.set(bound, story)
    return story
  }
}

function finish(
  fitted: { readonly parts: readonly Message[]; readonly omitted: number },
  template: string,
  form: 'full' | 'plain',
  failures: readonly TemplateFailure[],
  budget: Budget,
): Composed {
  const parts = fitted.parts.map((message) => squeezeText(message, budget))
  return { template, parts, omitted: fitted.omitted, form, failures }
}

/**
 * A template may itself be longer than a message can be. Its text is then cut at the end of a
 * line, where no link or escape is open.
 */
function squeezeText(message: Message, budget: Budget): Message {
  const over = budget.size(message) - budget.maxBytes
  if (over <= 0) return message
  const lines = message.text.split('\n')
  const textFor = (kept: number): Message => ({
    ...message,
    text: `${lines.slice(0, kept).join('\n')}\n…`,
  })
  let good = 0
  let bad = lines.length
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (budget.size(textFor(middle)) <= budget.maxBytes) good = middle
    else bad = middle
  }
  if (good > 0) return textFor(good)
  const { messageUrl: _, picUrl: __, ...bare } = message
  const plain: Message = { ...bare, msgKey: 'sampleText', buttons: [], text: message.title }
  if (budget.size(plain) <= budget.maxBytes) return plain
  const title = shortenBytes(message.title, Math.max(8, Math.floor(budget.maxBytes / 8)))
  return { ...plain, title, text: title }
}

function valuesOf(
  { data = {} }: ComposeInput,
  failures: TemplateFailure[],
): Readonly<Record<string, Expression>> {
  const values: Record<string, Expression> = Object.create(null)
  for (const [name, source] of Object.entries(data)) {
    const compiled = compileIn('line', source)
    if (compiled.ok) values[name] = compiled.value
    else failures.push({ template: `data.${name}`, detail: compiled.error[0]?.message ?? '' })
  }
  return values
}

/** A work notification needs its values also in plain words; one that fails is left empty. */
function safeValues(
  template: Template | undefined,
  facts: ReturnType<typeof factsOf>,
  values: Readonly<Record<string, Expression>>,
): Readonly<Record<string, string>> | null {
  const entries = Object.entries({ ...template?.data, ...values })
  if (entries.length === 0) return null
  return Object.fromEntries(
    entries.map(([name, expression]) => {
      try {
        return [name, expression.render(facts).slice(0, PLAIN_VALUE).toWellFormed()]
      } catch {
        return [name, '']
      }
    }),
  )
}

const PLAIN_VALUE = 200
