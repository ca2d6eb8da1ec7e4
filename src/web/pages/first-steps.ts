import { html } from 'hono/html'
import type { Html, View } from './page.ts'

/** What to do where nothing came yet: the doors that stand open, and two ways to try them. */
export function firstSteps({ desk, speech }: View): Html {
  const { say } = speech
  const doors = [...desk.plan().sources.values()].filter(({ type }) => type !== 'dingtalk-robot')
  return html`<div class="empty"><p>${say('nothing_yet')}</p>
<p>${say('first_door')}</p>
<ul class="plain-list">${doors.slice(0, SHOWN).map(({ name }) => html`<li><code>POST /webhook/${name}</code></li>`)}</ul>
<p>${say('first_try')} <a href="/playground">${say('playground')}</a> · <a href="/targets">${say('targets')}</a></p></div>`
}

/** The others are in the list of sources; the room of the latest deliveries holds so many. */
const SHOWN = 6
