import { html, raw } from 'hono/html'
import type { Words } from '../../domain/delivery.ts'
import type { Message } from '../../domain/message.ts'
import type { Target } from '../../domain/target.ts'
import { renderBubble } from '../../drawing/bubble.ts'
import { channels } from '../../send/channels.ts'
import type { ShownRequest } from '../../tools/requests.ts'
import type { Html, View } from './page.ts'
import { gauge } from './parts.ts'

/** All parts of the words of a delivery, by which template, and what found no room. */
export function drawnWords(
  { template, parts, omitted }: Words,
  target: Target | null,
  view: View,
): Html {
  const { say } = view.speech
  return html`<p class="under">${say('template_used', template)}</p>
${parts.map((part, i) => html`${parts.length > 1 ? html`<h3>${say('part', i + 1, parts.length)}</h3>` : ''}${drawnMessage(part, target, view)}`)}
${omitted > 0 ? html`<p class="note">${view.speech.count('omitted', omitted)}</p>` : ''}`
}

/** A message as its readers see it, with its push title, its size and what else is known of it. */
export function drawnMessage(message: Message, target: Target | null, view: View): Html {
  const { say, number } = view.speech
  const channel = target && channels[target.address.channel]
  const bytes = channel && target && channel.size(message, target.address)
  const size = channel && say('bytes_of', number(bytes ?? 0), number(channel.maxBytes))
  return html`<div class="chat" lang="${target?.locale ?? view.speech.lang}">${raw(renderBubble(drawnOf(message, target), view.speech.lang))}</div>
<dl class="facts"><div><dt>${say('title')}</dt><dd>${message.title}</dd></div><div><dt>${say('msg_key')}</dt><dd><code>${message.msgKey}</code></dd></div>
${size ? html`<div><dt>${say('size')}</dt><dd class="num">${size}${gauge(bytes ?? 0, channel?.maxBytes ?? 0, `${say('size')}: ${size}`)}</dd></div>` : ''}</dl>`
}

/** Exactly what was or would be asked of DingTalk, without what proves who asks. */
export function requestDetails(requests: readonly ShownRequest[], { speech }: View): Html {
  return html`${requests.map(
    ({ method, path, query, body, recipients }, i) =>
      html`<details id="request-${i}"><summary>${speech.say('request')}${requests.length > 1 ? ` ${i + 1}` : ''}</summary><pre tabindex="0">${method} ${path}${Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''}
${recipients.length > 0 ? `${speech.say('to_people', recipients.join(', '))}\n` : ''}
${laidOut(body)}</pre></details>`,
  )}`
}

function laidOut(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

function drawnOf(message: Message, target: Target | null) {
  const { msgKey, mentions, data, messageUrl = null, picUrl = null } = message
  const address = target?.address
  const called = mentions ? [...mentions.mobiles, ...mentions.users] : []
  return {
    ...message,
    messageUrl,
    picUrl,
    across: msgKey === 'sampleActionCard6',
    mentions: mentions?.all ? [...called, 'all'] : called,
    work:
      address?.channel === 'work_notification'
        ? {
            template: address.templateId,
            fields: Object.entries(data ?? {}),
            people: [],
            colour: 0,
          }
        : null,
  }
}
