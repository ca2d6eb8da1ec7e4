import { html, raw } from 'hono/html'
import { favicon } from '../../drawing/icons.ts'
import { LANGUAGES } from '../look/page-speech.ts'
import { symbol } from '../look/symbols.ts'
import { type Html, PAGES, type Page, type PageName, type View } from './page.ts'

/** A whole page: the bar, the title and its body. `version` changes with what it loads. */
export function frame(page: Page, view: View, version: string): Html {
  const { speech } = view
  const { say } = speech
  return html`<!doctype html>
<html lang="${speech.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title} · dingbridge</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/admin.css?${version}">
<script src="/assets/admin.js?${version}" defer></script>
</head>
<body${page.isLive ? raw(' data-poll') : ''}>
<a class="skip" href="#content">${say('skip')}</a>
<header class="bar">
<a class="brand" href="/"><span aria-hidden="true">${raw(favicon)}</span><span>dingbridge</span></a>
${page.isBare ? '' : html`<nav aria-label="${say('pages')}"><ul>${Object.entries(PAGES).map(([name, path]) => navLine(name as PageName, path, page, view))}</ul></nav>`}
${page.isBare ? '' : html`<p class="zone">${say('times', speech.zone)}</p>`}
<div class="bar-end">
${page.isLive ? html`<p class="live" id="live" role="status" data-live-word="${say('live')}" data-lost-word="${say('lost')}"><span>${say('live')}</span></p>` : ''}
<p class="languages" role="group" aria-label="${say('language')}">${languages(view)}</p>
${view.isSignedIn ? html`<form method="post" action="/logout">${tokenField(view)}<button class="plain">${say('signOut')}</button></form>` : ''}
</div>
</header>
<main id="content" tabindex="-1">${page.body}</main>
</body>
</html>`
}

const ICONS = {
  overview: 'board',
  deliveries: 'plane',
  routes: 'branch',
  targets: 'aim',
  rejected: 'ban',
  playground: 'pen',
} as const

function navLine(name: PageName, path: string, page: Page, { speech }: View): Html {
  const current = page.name === name ? raw(' aria-current="page"') : ''
  return html`<li><a href="${path}"${current}>${symbol(ICONS[name])}${speech.say(name)}</a></li>`
}

function languages({ url, speech }: View) {
  return Object.entries(LANGUAGES).map(([lang, name]) => {
    const query = new URLSearchParams(url.search)
    query.set('lang', lang)
    const current = lang === speech.lang ? raw(' aria-current="true"') : ''
    return html`<a href="${url.pathname}?${query.toString()}" lang="${lang}" hreflang="${lang}"${current}>${name}</a>`
  })
}

/** What makes a form ours. */
export const tokenField = ({ token }: Pick<View, 'token'>): Html =>
  html`<input type="hidden" name="token" value="${token}">`
