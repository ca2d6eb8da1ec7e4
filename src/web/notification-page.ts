import { html, raw } from 'hono/html'
import { type Alert, identityOf } from '../domain/alert.ts'
import type { Instant } from '../domain/clock.ts'
import type { Delivery } from '../domain/delivery.ts'
import type { Labels } from '../domain/labels.ts'
import type { Notification } from '../domain/notification.ts'
import { ageOf } from '../message/facts/alert-facts.ts'
import { linkWord } from '../message/facts/links.ts'
import type { SeverityScale } from '../message/voice.ts'
import { severityOf } from '../message/words/severity.ts'
import { createSpeech, type Speech } from '../message/words/speech.ts'

/** How the page speaks. */
export interface PageVoice {
  readonly locale: string
  readonly timezone: string
  readonly severity: SeverityScale
}

/**
 * Everything that a message told, on one page: all alerts with all labels and annotations, and
 * nothing of whom it was told to. Links stay links only where they lead to the web.
 */
export function notificationPage(told: readonly Delivery[], page: PageVoice, now: Instant): string {
  const speech = createSpeech({
    ...page,
    linkRewrites: [],
    detailsUrl: null,
    mentions: null,
    now,
    late: null,
  })
  const alerts = latestOf(told.map(({ notification }) => notification))
  const firing = alerts.filter(({ alert }) => alert.status === 'firing').length
  const resolved = alerts.length - firing
  const counts = [
    firing > 0 ? `🔴 ${speech.say('count firing', firing)}` : '',
    resolved > 0 ? `✅ ${speech.say('count resolved', resolved)}` : '',
  ].filter(Boolean)
  const sorted = alerts.toSorted(
    ({ alert: a }, { alert: b }) =>
      Number(a.status === 'resolved') - Number(b.status === 'resolved') ||
      severityOf(a.labels, page.severity).rank - severityOf(b.labels, page.severity).rank,
  )
  return String(html`<!doctype html>
<html lang="${page.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${counts.join(' · ')}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<main>
<h1>${counts.join(' · ')}</h1>
${sorted.map((each) => alertCard(each, page, speech))}
<footer>${speech.say('times', speech.zone)}</footer>
</main>
</body>
</html>`)
}

function alertCard({ alert, sourceType }: ToldAlert, page: PageVoice, speech: Speech) {
  const severity = severityOf(alert.labels, page.severity)
  const isFiring = alert.status === 'firing'
  const name = alert.labels['alertname'] ?? alert.annotations['title'] ?? speech.say('alert')
  const summary = alert.annotations['summary'] ?? ''
  const words: Readonly<Record<string, string>> = { ...WORDS, source: linkWord(sourceType) }
  const links = Object.entries(alert.links).filter(([, address]) => isWeb(address))
  return html`<article class="${alert.status}">
<h2>${isFiring ? severity.icon : '✅'} ${name}</h2>
${summary && html`<p class="summary">${summary}</p>`}
<p class="when">${alert.value !== null && html`<strong>${alert.value}</strong> · `}${ageOf(alert, speech)}</p>
${table(alert.labels)}
${table(without(alert.annotations, 'summary'))}
${links.length > 0 && html`<p class="links">${links.map(([what, address]) => html`<a href="${address}" rel="noreferrer">${speech.say(words[what] ?? what)}</a>`)}</p>`}
</article>`
}

function table(labels: Labels) {
  const rows = Object.entries(labels)
  if (rows.length === 0) return ''
  return html`<dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

const without = (labels: Labels, name: string): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => key !== name))

interface ToldAlert {
  readonly alert: Alert
  readonly sourceType: string
}

/** Of an alert that was told more than once, the last word. */
function latestOf(notifications: readonly Notification[]): ToldAlert[] {
  const latest = new Map<string, ToldAlert>()
  for (const { alerts, sourceType } of notifications)
    for (const alert of alerts) latest.set(identityOf(alert), { alert, sourceType })
  return [...latest.values()]
}

const isWeb = (address: string): boolean => /^https?:\/\//i.test(address)

const WORDS: Readonly<Record<string, string>> = {
  dashboard: 'Dashboard',
  panel: 'Panel',
  silence: 'Silence',
  runbook: 'Runbook',
  commit: 'Open commit',
}

const STYLE = `
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #fff; --ink: #1c2026; --quiet: #5d6673; --line: #e3e6eb; --link: #0b62d6; --firing: #d93025; --resolved: #1e8e3e; }
@media (prefers-color-scheme: dark) { :root { --ground: #14161a; --card: #1e2127; --ink: #e8eaed; --quiet: #a2abb8; --line: #343941; --link: #7db2ff; --firing: #ff6b5e; --resolved: #5bc27d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.25rem; margin: .5rem 0 1rem; }
article { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--firing); border-radius: 8px; padding: .75rem 1rem; margin: 0 0 .75rem; }
article.resolved { border-left-color: var(--resolved); }
h2 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .35rem 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.when, footer { color: var(--quiet); }
dl { margin: .6rem 0 0; border-top: 1px solid var(--line); padding-top: .4rem; font-size: .9rem; }
dl div { display: grid; grid-template-columns: minmax(6rem, 10rem) 1fr; gap: .75rem; padding: .1rem 0; }
dt { color: var(--quiet); overflow-wrap: anywhere; }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.links a { color: var(--link); margin-right: 1rem; }
`
