import { html } from 'hono/html'
import { trialDrafts } from '../../tools/trial.ts'
import type { AdminRoute } from '../admin-route.ts'
import type { Desk } from '../desk.ts'
import { tokenField } from './frame.ts'
import type { Html, Page, View } from './page.ts'
import { meaning, notice, option, ticked } from './parts.ts'
import { formOf, type LastWebhook, lastWebhooks, type PlaygroundForm } from './playground-form.ts'
import { preview, trialOf } from './playground-preview.ts'
import { action, page } from './serve.ts'

/** A payload, a template, and the message that comes of them; sent only when somebody says so. */
export const playgroundRoutes = (desk: Desk): readonly AdminRoute[] => [
  page(desk, '/playground', async (view) => {
    const last = await lastWebhooks(desk)
    const form = await formOf(view.url.searchParams, last, view)
    return playground(form, '', last, view)
  }),
  action(desk, '/playground', async (view, given) => {
    const last = await lastWebhooks(desk)
    const form = await formOf(given, last, view)
    switch (given.get('do')) {
      case 'download':
        return download(form)
      case 'send':
        return playground(form, await send(form, view), last, view)
      default:
        return playground(form, '', last, view)
    }
  }),
]

function playground(
  form: PlaygroundForm,
  said: Html | '',
  last: readonly LastWebhook[],
  view: View,
): Page {
  const { say } = view.speech
  return {
    title: say('playground'),
    name: 'playground',
    body: html`<div class="head"><h1>${say('playground')}</h1><p class="note">${say('play_note')}</p></div>
${said}
<form class="playground" id="playground" method="post" action="/playground">${tokenField(view)}
<div class="played-in">${payloadCard(form, last, view)}${templateCard(form, view)}</div>
<div class="played-out"><section class="card" aria-labelledby="preview-name"><div class="card-head"><h2 id="preview-name">${say('preview')}</h2><button class="act no-script" name="do" value="preview">${say('preview_button')}</button></div>
<div id="preview" aria-live="polite">${preview(form, view)}</div></section>${sendCard(form, view)}</div>
</form>`,
  }
}

function payloadCard(form: PlaygroundForm, last: readonly LastWebhook[], view: View): Html {
  const { say } = view.speech
  const { sources, receivers } = view.desk.plan()
  return html`<section class="card" aria-labelledby="payload-name"><h2 id="payload-name">${say('payload_short')}</h2>
<div class="form"><div class="field"><label for="p-source">${say('source')}</label><select id="p-source" name="source">${[...sources.values()].map(({ name, type }) => option(name, name === type ? name : `${name} (${type})`, form.source))}</select></div>
<div class="field"><label for="p-receiver">${say('as_receiver')}</label><select id="p-receiver" name="receiver">${option('', say('by_tree'), form.receiver)}${[...receivers.keys()].map((name) => option(name, name, form.receiver))}</select></div>
<div class="field wide"><label for="p-example">${say('example')}</label><select id="p-example" name="example" data-take="example">${option('', say('example_own'), form.example)}${last.map(({ webhook, source, title }) => option(webhook, `${source} · ${title}`, form.example))}</select></div>
<button class="act no-script" name="do" value="example">${say('example_load')}<span class="sr"> ${say('payload_short')}</span></button></div>
<label class="sr" for="p-payload">${say('payload_short')}</label><textarea id="p-payload" name="payload" rows="9" spellcheck="false" autocapitalize="off" wrap="off">${form.payload}</textarea></section>`
}

function templateCard(form: PlaygroundForm, view: View): Html {
  const { say } = view.speech
  const names = [...view.desk.plan().templates.keys()].sort()
  return html`<section class="card" aria-labelledby="template-name"><h2 id="template-name">${say('template')}</h2>
<div class="form"><div class="field"><label for="p-template">${say('template')}</label><select id="p-template" name="template" data-take="template">${names.map((name) => option(name, name, form.template))}</select></div>
<button class="act no-script" name="do" value="template">${say('template_load')}<span class="sr"> ${say('template')}</span></button>
<button class="act" name="do" value="download">${say('download')}</button><button class="act" type="button" id="copy" data-done="${say('copied')}" hidden>${say('copy')}</button></div>
<label class="sr" for="p-text">${say('template_text')}</label><div class="editor"><pre class="gutter" id="gutter" aria-hidden="true"></pre><textarea id="p-text" name="text" rows="20" spellcheck="false" autocapitalize="off" wrap="off">${form.text}</textarea></div></section>`
}

function sendCard({ to }: PlaygroundForm, view: View): Html {
  const { say } = view.speech
  const names = [...view.desk.plan().receivers.keys()]
  return html`<section class="card" aria-labelledby="send-name"><h2 id="send-name">${say('send_test')}</h2><p class="note">${say('send_test_note')}</p>
<div class="form"><div class="field"><label for="p-to">${say('receiver')}</label><select id="p-to" name="to">${option('', say('choose'), to)}${names.map((name) => option(name, name, to))}</select></div>
<button class="act main" name="do" value="send">${say('send_test')}</button></div></section>`
}

async function send(form: PlaygroundForm, view: View): Promise<Html> {
  const { desk, speech } = view
  const { say } = speech
  if (!desk.plan().receivers.has(form.to)) return notice('warn', say('choose_receiver'))
  const trial = trialOf({ ...form, receiver: form.to }, say('test_notice'), view)
  if ('unread' in trial)
    return notice(
      'bad',
      html`${say('payload_wrong')}: ${ticked(trial.unread)}${meaning(trial.code, view)}`,
    )
  const drafts = trialDrafts(desk.plan(), trial, speech.now)
  const { name: source, type: sourceType } = trial.source
  const ids = await desk.tell(drafts, { source, sourceType, body: form.payload })
  if (ids.length === 0) return notice('warn', say('preview_nobody'))
  return notice(
    'good',
    html`${say('sent_test')} ${ids.slice(0, 10).map((id) => html`<a href="/deliveries/${id}">${say('delivery')} ${id.slice(-6)}</a> `)}`,
  )
}

function download({ template, text }: PlaygroundForm): Response {
  const file = `${template.replace(/[^\w.-]/g, '_') || 'template'}.hbs`
  return new Response(text, {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${file}"`,
    },
  })
}
