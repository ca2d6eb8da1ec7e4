import { styleText } from 'node:util'
import { unreachable } from '../domain/result.ts'
import { type AlertDecisions, type Decider, decisionsByAlert } from '../match/decider.ts'
import type { Mute } from '../match/mute.ts'
import type { RouteVisit } from '../match/route.ts'
import type { Decision, DispatchEvent } from '../match/trace.ts'
import type { Verdict } from '../match/verdict.ts'
import type { ExplainedDelivery, Explanation } from './explain.ts'
import type { ShownRequest } from './requests.ts'

/** An explanation as a person reads it at night: from the alert down to the bytes. */
export function explanationText(explanation: Explanation): string {
  const { source, type, alerts, ignored, heartbeats, decisions, deliveries } = explanation
  const lines = [
    `${bold(source)} (${type}) says ${alerts.length} ${alerts.length === 1 ? 'alert' : 'alerts'}${ignored ? ', which is on purpose not told' : ''}`,
    ...heartbeats.map((each) => `  ${each} is a heartbeat: told only when it stays away`),
    ...decisions.flatMap(wishLines),
    ...decisionsByAlert(decisions).flatMap(storyLines),
    '',
    deliveries.length === 0 ? bold('Nobody is told.') : bold('What is sent'),
    ...deliveries.flatMap(deliveryLines),
  ]
  return `${lines.join('\n')}\n`
}

/** The way down the tree, what decided it, and what each listener made of it. */
const storyLines = (story: AlertDecisions): readonly string[] => [
  '',
  ...alertLines(story),
  ...story.visits.flatMap(visitLines),
  ...story.deciders.map(deciderLine),
  ...story.decisions.flatMap(decisionLine),
]

function deciderLine({ route, receiver, matchers, refusals }: Decider): string {
  const because =
    matchers.length > 0
      ? matchers.join(', ')
      : refusals.length > 0
        ? `nothing below it matched: not ${refusals.map(({ matcher }) => matcher).join(', not ')}`
        : 'it takes everything'
  return `  decided by ${bold(route)} → ${receiver}: ${because}`
}

const wishLines = (event: DispatchEvent): readonly string[] =>
  event.kind === 'wish' ? [`  asks for receiver ${event.receiver}: ${event.answer}`] : []

function alertLines({ alert, labels }: AlertDecisions): readonly string[] {
  const name = alert.labels['alertname'] ?? alert.fingerprint
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  return [`${bold(name)} ${alert.status}`, dim(`  ${pairs.join(' ')}`)]
}

function visitLines({ path, receiver, outcome }: RouteVisit): readonly string[] {
  const depth = path.split('.').length
  const indent = '  '.repeat(depth)
  const place = path.split('.').at(-1) ?? path
  if (outcome.kind === 'skipped') {
    return [dim(`${indent}– ${place}: not asked, ${outcome.takenBy} took it`)]
  }
  const mark = outcome.kind === 'entered' ? '✓' : '✗'
  const lead = outcome.kind === 'entered' ? ` → ${receiver}` : ''
  return [
    `${indent}${mark} ${place}${lead}`,
    ...outcome.verdicts.map((v) => `${indent}    ${verdict(v)}`),
  ]
}

const verdict = ({ matcher, holds, actual }: Verdict): string =>
  `${holds ? '✓' : '✗'} ${matcher} ${dim(actual === null ? 'no such label' : `is ${JSON.stringify(actual)}`)}`

function decisionLine(decision: Decision): readonly string[] {
  const { receiver, listener, verdicts } = decision
  return [
    `  ${bold(`${receiver} · ${listener}`)}: ${fateText(decision)}`,
    ...verdicts.map((each) => `      ${verdict(each)}`),
  ]
}

function fateText({ fate }: Decision): string {
  switch (fate.kind) {
    case 'told':
      return 'told'
    case 'muted':
      return `waits, muted by ${fate.mute.by.join(', ')} until ${untilText(fate.mute)}`
    case 'dropped':
      return `not told: muted by ${fate.mute.by.join(', ')}, and ${fate.reason === 'stale' ? 'such news does not keep' : 'on_mute says drop'}`
    case 'narrowed':
      return 'not for this target: its matchers say no'
    case 'resolved_unwanted':
      return `not told: send_resolved is false (said by the ${fate.saidBy === 'listener' ? 'target' : 'route'})`
    case 'already_told':
      return `hears it already by ${fate.route ?? 'the wish of the sender'} as ${fate.listener}`
    default:
      return unreachable(fate)
  }
}

const untilText = ({ until, heldUntil }: Mute): string =>
  `${new Date(heldUntil).toISOString()}${until === null ? ENDLESS : ''}`

const ENDLESS = ' (a day: the time intervals have no end)'

function deliveryLines(delivery: ExplainedDelivery, index: number): readonly string[] {
  const { receiver, target, channel, route, template, alerts, muted, dropped, requests } = delivery
  const about = `${alerts} ${alerts === 1 ? 'alert' : 'alerts'}, by ${route || 'wish'}, template ${template}`
  return [
    '',
    `${index + 1}. ${bold(`${receiver} · ${target}`)} (${channel}): ${about}`,
    ...(muted
      ? [`   waits until ${muted.until}${muted.for_good ? ENDLESS : ''}: ${muted.by.join(', ')}`]
      : []),
    ...(dropped ? ['   dropped'] : []),
    ...requests.flatMap((request, i) => requestLines(request, i, requests.length)),
  ]
}

function requestLines(request: ShownRequest, i: number, of: number): readonly string[] {
  const { method, path, query, body, bytes, maxBytes, recipients } = request
  const asked = new URLSearchParams(query).toString()
  const count = of > 1 ? ` (${i + 1} of ${of})` : ''
  return [
    `   ${method} ${path}${asked ? `?${asked}` : ''}${count} ${dim(`${bytes} of ${maxBytes} bytes`)}`,
    ...(recipients.length > 0 ? [`   to ${recipients.length}: ${recipients.join(', ')}`] : []),
    ...readable(body).map((line) => `     ${line}`),
  ]
}

/** The words as they will stand in the chat, then the rest of the body. */
function readable(body: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(body, (key, inner) =>
      key === 'msgParam' && typeof inner === 'string' ? JSON.parse(inner) : inner,
    )
    const text = JSON.stringify(value, null, 2)
    return text.split('\n').flatMap((line) => line.replaceAll('\\n', '\n').split('\n'))
  } catch {
    return [decodeURIComponent(body.replaceAll('+', ' '))]
  }
}

const bold = (text: string): string => styleText('bold', text)
const dim = (text: string): string => styleText('dim', text)
