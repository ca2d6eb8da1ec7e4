import type { Shape } from '../expression/fields.ts'

/** One name that templates may use: the check of templates and the generated docs read this. */
export interface FieldDoc {
  readonly type: string
  readonly about: string
  readonly shape: Shape
  /** What is inside, for the docs. */
  readonly fields?: Readonly<Record<string, FieldDoc>>
}

export type FieldDocs = Readonly<Record<string, FieldDoc>>

const VALUE: Shape = { kind: 'value' }
const text = (about: string): FieldDoc => ({ type: 'text', about, shape: VALUE })
const number = (about: string): FieldDoc => ({ type: 'number', about, shape: VALUE })
const flag = (about: string): FieldDoc => ({ type: 'true or false', about, shape: VALUE })
const moment = (about: string): FieldDoc => ({ type: 'moment', about, shape: VALUE })
const names = (about: string): FieldDoc => ({ type: 'names', about, shape: { kind: 'names' } })
const texts = (about: string): FieldDoc => ({
  type: 'list of texts',
  about,
  shape: { kind: 'list', of: VALUE },
})
const fields = (about: string, inside: FieldDocs): FieldDoc => ({
  type: 'fields',
  about,
  shape: shapeOf(inside),
  fields: inside,
})
const list = (about: string, inside: FieldDocs): FieldDoc => ({
  type: 'list',
  about,
  shape: { kind: 'list', of: shapeOf(inside) },
  fields: inside,
})

function shapeOf(docs: FieldDocs): Shape {
  return {
    kind: 'fields',
    fields: Object.fromEntries(Object.entries(docs).map(([name, doc]) => [name, doc.shape])),
  }
}

const LINKS: FieldDocs = {
  source: text('Where the alert was made: a graph in Prometheus, a CI run.'),
  dashboard: text('A dashboard.'),
  panel: text('A panel of it.'),
  silence: text('A form to silence it; made of the labels for Alertmanager.'),
  runbook: text('What to do; else the annotation runbook_url.'),
  image: text('A picture.'),
  commit: text('A commit.'),
  details: text('The page with all of it; empty without external_url.'),
  sender: text('The sender’s own page.'),
}

const ALERT: FieldDocs = {
  number: number('Its place in the notification, from 1.'),
  status: text('`firing` or `resolved`.'),
  firing: flag('Whether it fires.'),
  kind: text('`alert`, `ci`, `deploy`, `vcs` or `message`.'),
  name: text('`alertname`, else its summary.'),
  heading: text('What tells it from the others of its notification; empty when it is alone.'),
  labels: names('Its labels.'),
  annotations: names('Its annotations.'),
  differs: names('The labels that not all alerts share.'),
  fingerprint: text('Its identity, with `startsAt`.'),
  value: text('The measured value, as the sender words it.'),
  opens: text('What to call `links.source`: Graph, or Open for a page of another kind.'),
  severity: text('As its label says it.'),
  severityWord: text('The same in the target’s language.'),
  rank: number('0 is the worst severity.'),
  icon: text('🔴 🟠 🔵 by severity, ✅ when resolved.'),
  isNew: flag('Whether it joined a group that had been told before.'),
  where: texts('What it is about and where that is: instance, service, namespace, cluster.'),
  pairs: texts('Up to three further labels, as `name=value`.'),
  summary: text('Its summary; empty where all alerts share one, which stands above them.'),
  description: text('Its description, likewise; empty when it only repeats the summary.'),
  full: fields('Both, shared or not.', {
    summary: text('The summary.'),
    description: text('The description.'),
  }),
  startsAt: moment('When it began.'),
  endsAt: moment('When it ended.'),
  since: text('When it began, short: `14:02`.'),
  until: text('When it ended, short.'),
  duration: text('How long it has fired, or did: `8 min`.'),
  age: text('Both in one: `since 14:02 (8 min)`.'),
  links: fields('Addresses, empty where there is none.', LINKS),
}

/** What every template but `digest` is given. */
export const TEMPLATE_DATA: FieldDocs = {
  status: text('`firing` if any alert fires, else `resolved`.'),
  kind: text('`alert`, `ci`, `deploy`, `vcs` or `message`.'),
  name: text('The alerts’ name; `A +2` when there are three.'),
  receiver: text('Our receiver.'),
  source: text('Our source.'),
  opens: text('What to call `links.source`: Graph, or Open for a page of another kind.'),
  sender: text('What sent it: `Alertmanager`, `Grafana`.'),
  count: number('How many alerts the notification has, in all parts.'),
  firingCount: number('How many of them fire.'),
  resolvedCount: number('How many are resolved.'),
  group: fields('What the sender says of the group.', {
    key: text('Its key.'),
    labels: names('The labels it is grouped by.'),
    reason: text('Why it is told (Alertmanager 0.32 and later).'),
    receiver: text('The sender’s own receiver.'),
    url: text('The sender’s own page.'),
  }),
  common: fields('What all alerts share.', {
    labels: names('Labels.'),
    annotations: names('Annotations.'),
  }),
  alerts: list('The alerts of this part.', ALERT),
  alert: fields('The first of them that fires, else the first.', ALERT),
  firing: list('Those that fire.', ALERT),
  resolved: list('Those that are resolved.', ALERT),
  truncated: number('How many alerts the sender left out; said in the last part.'),
  links: fields('The addresses of `alert`.', LINKS),
  now: moment('Now.'),
  icon: text('The icon of the worst severity that fires; ✅ when all is resolved; CI has its own.'),
  severity: text('The worst severity that fires, as its label says it.'),
  severityWord: text('The same in the target’s language.'),
  severities: list('How many fire of each severity, the worst first.', {
    value: text('As the label says it.'),
    word: text('In the target’s language; empty for alerts without one.'),
    icon: text('Its icon.'),
    rank: number('0 is the worst.'),
    count: number('How many.'),
  }),
  tally: text('`2 critical · 1 warning`; empty for one alert and without severities.'),
  headline: text(
    'State and count: `3 firing`, `critical`, `resolved`, `1 resolved, 2 still firing`.',
  ),
  where: texts('What all alerts are about and where that is.'),
  places: texts('The same for titles: without ports.'),
  scope: text('The same as one text.'),
  summary: text('The summary that all alerts share.'),
  description: text('The description that all alerts share.'),
  span: text('From the first beginning to the last end, when all is resolved.'),
  lasted: text('How long that was: `lasted 23 min`.'),
  zone: text('The time zone: `UTC+8`.'),
  compact: flag('Whether there are so many alerts that each gets one line.'),
}

const NAMED: FieldDocs = {
  name: text('The alerts’ name.'),
  count: number('How many.'),
  where: text('Instances while they fit, and since when.'),
}

/** What the template `digest` is given. */
export const DIGEST_DATA: FieldDocs = {
  reason: text('`storm`, `muted`, `reopened` or `redriven`.'),
  icon: text('Its icon.'),
  headline: text('`180 alerts in 60 s`.'),
  count: number('How many alerts, each counted once.'),
  firingCount: number('How many still fire.'),
  cameAndWent: number('How many fired and resolved within the digest.'),
  resolvedCount: number('How many are resolved that fired before.'),
  messages: number('How many messages it stands for.'),
  severities: list('How many of each severity, the worst first.', {
    word: text('In the target’s language.'),
    icon: text('Its icon.'),
    rank: number('0 is the worst.'),
    count: number('How many.'),
  }),
  top: fields('The worst severity.', {
    title: text('`Critical, all 12`.'),
    short: text('`12 critical`; empty when nothing says how bad it is.'),
    names: list('Its names.', NAMED),
  }),
  others: fields('All else.', {
    title: text('`The other 168`.'),
    names: list('Its names.', NAMED),
  }),
  share: text('The commonest label value of at least 80 %: `zone=cn-sh-2b`.'),
  shareOf: text('`164 of 180 share`.'),
  scope: text('Where: the place that all alerts share.'),
  links: fields('Addresses.', { details: text('The page with all of it.') }),
  now: moment('Now.'),
  zone: text('The time zone.'),
}

export const TEMPLATE_SHAPE: Shape = shapeOf(TEMPLATE_DATA)
export const DIGEST_SHAPE: Shape = shapeOf(DIGEST_DATA)
