import { bytesOf } from '../../domain/size.ts'
import { type Drawn, renderBubble } from '../../drawing/bubble.ts'
import { icons } from '../../drawing/icons.ts'
import { escapeHtml } from '../../drawing/links.ts'
import type { Arrived } from '../arrivals.ts'
import { type Conversation, colourOf, maskToken, type Names } from './conversations.ts'
import type { Words } from './words.ts'

/** One message in its chat: who, when, the bubble, and the request behind it. Safe HTML. */
export function renderMessage(
  arrived: Arrived,
  conversation: Conversation,
  names: Names,
  words: Words,
): string {
  const robot = robotName(arrived, names, words)
  return `<article class="message" id="${arrived.id}-${conversation.id}" data-message="${arrived.id}">
<div class="avatar k${colourOf(arrived.robot)}" aria-hidden="true">${icons.robot}</div>
<div class="said">
<p class="by"><span class="who">${escapeHtml(robot)}</span> <span class="tag">${arrived.channel === 'work_notification' ? words.app : words.robot}</span> ${timeOf(arrived)}</p>
${renderBubble(drawnOf(arrived, names), words.lang)}
${renderRequest(arrived)}
</div>
</article>`
}

export function robotName(arrived: Arrived, names: Names, words: Words): string {
  const known = names.get(arrived.robot)
  if (known !== undefined) return known
  if (arrived.channel === 'robot') return `${words.customRobot} ${maskToken(arrived.robot)}`
  return arrived.robot
}

/** In UTC as it is sent; the page's script writes it in the reader's own time. */
export function timeOf(arrived: Arrived): string {
  return `<time datetime="${arrived.at}">${arrived.at.slice(11, 16)}</time>`
}

function drawnOf(arrived: Arrived, names: Names): Drawn {
  const { msgKey, msgParam } = arrived
  const across = msgKey === 'sampleActionCard6' || msgParam['btnOrientation'] === '1'
  return { ...arrived, across, work: workOf(arrived, names) }
}

function workOf(arrived: Arrived, names: Names): Drawn['work'] {
  if (arrived.channel !== 'work_notification') return null
  return {
    template: arrived.msgKey,
    fields: Object.entries(arrived.msgParam)
      .filter(([name]) => !arrived.buttons.some((button) => button.title === name))
      .map(([name, value]) => [name, String(value)] as const),
    people: arrived.target.split(',').map((id) => names.get(id) ?? id),
    colour: colourOf(arrived.robot),
  }
}

/** What was really sent, for those who wonder. The token of the request is not in it. */
function renderRequest(arrived: Arrived): string {
  const size = bytesOf(JSON.stringify(arrived.msgParam))
  const shown = JSON.stringify(arrived.msgParam, null, 2)
  return `<details class="request"><summary>${escapeHtml(arrived.msgKey)} · ${size.toLocaleString('en')} B</summary><pre>POST ${escapeHtml(arrived.request.path)}\n${escapeHtml(shown)}</pre></details>`
}
