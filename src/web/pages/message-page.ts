import { html } from 'hono/html'
import type { Problem } from '../../server/problem.ts'
import type { Page, View } from './page.ts'
import { notice } from './parts.ts'

/** A page that says why there is no other. */
export function messagePage({ speech }: View, { status, message }: Problem): Page {
  const { say } = speech
  return {
    title: say('error'),
    name: null,
    status,
    body: html`<div class="head"><h1>${say('error')}</h1></div>
${notice('bad', message)}
<p><a href="/">${say('overview')}</a></p>`,
  }
}
