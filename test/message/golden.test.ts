import { describe, expect, test } from 'vitest'
import type { Message } from '../../src/domain/message.ts'
import type { Notification } from '../../src/domain/notification.ts'
import { compose } from '../../src/message/compose.ts'
import { composeDigest } from '../../src/message/digest.ts'
import { compileTemplates } from '../../src/message/template-set.ts'
import { aBudget, aNotification, anAlert, aVoice, NOW } from '../support/make.ts'
import { afterIt, captured } from '../support/payloads.ts'
import { BUILT_IN } from '../support/templates.ts'

const { templates } = compileTemplates(BUILT_IN)
const MINUTE = 60_000
const LOCALES = ['en', 'zh-CN'] as const

/** As a person who reviews it wants to see it; the wrapping around links is left out. */
function asPage(messages: readonly Message[]): string {
  const page = messages.map((message) =>
    [
      `${message.msgKey} · ${message.title}`,
      '',
      message.text,
      ...message.buttons.map((button) => `\n[ ${button.title} ] ${button.url}`),
      ...Object.entries(message.data ?? {}).map(([name, value]) => `\n${name} = ${value}`),
    ].join('\n'),
  )
  const unwrapped = page
    .join('\n\n========\n\n')
    .replace(/dingtalk:\/\/dingtalkclient\/page\/link\?url=([^&]+)&pc_slide=false/g, (_, url) =>
      decodeURIComponent(url),
    )
  return `${unwrapped}\n`
}

const pay = (service: string, severity: string, value: string, minutes: number) =>
  anAlert({
    labels: { alertname: 'HighErrorRate', severity, service, namespace: 'pay', cluster: 'prod-cn' },
    annotations: { summary: '5xx above 5 % for 5 min' },
    value,
    startsAt: NOW - minutes * MINUTE,
    links: {
      source: 'https://prometheus.example.com/graph',
      runbook: 'https://wiki.example.com/5xx',
    },
  })
const three = [
  pay('checkout-api', 'critical', '12.4 %', 8),
  pay('refund-api', 'critical', '7.9 %', 5),
  pay('report-api', 'warning', '5.6 %', 1),
] as const
const ended = (alert: (typeof three)[number], minutes: number) => ({
  ...alert,
  status: 'resolved' as const,
  endsAt: NOW - minutes * MINUTE,
})
const group = { url: 'https://alertmanager.example.com' }

const lag = anAlert({
  labels: {
    alertname: 'MySQL 主从延迟',
    severity: 'critical',
    instance: 'db-3:9104',
    namespace: '订单',
    cluster: 'prod-cn',
    job: 'mysql',
  },
  annotations: { summary: '从库落后 312 秒', description: '下单后可能读到旧数据' },
  value: '312 秒',
  links: {
    source: 'https://prometheus.example.com/graph',
    runbook: 'https://wiki.example.com/mysql',
  },
})

const OWN: Readonly<Record<string, Notification>> = {
  'three-firing': aNotification([...three], { group }),
  'three-resolved': aNotification([ended(three[0], 0), ended(three[1], 1), ended(three[2], 0)], {
    group,
  }),
  mixed: aNotification([ended(three[0], 0), three[1], three[2]], { group }),
  'one-firing': aNotification([lag], { group }),
  'one-resolved': aNotification([{ ...lag, status: 'resolved', endsAt: NOW }], { group }),
  bare: aNotification([anAlert({ labels: { alertname: 'Watchdog' } })]),
  'failed-build': aNotification([
    anAlert({
      kind: 'ci',
      labels: {
        alertname: 'build',
        event: 'build',
        result: 'failed',
        repository: 'acme/pay',
        branch: 'main',
        author: 'wang.fang',
        workflow: 'CI',
      },
      annotations: {
        run: '482',
        commit: '4be1f2a',
        summary: 'Round refunds to cents (#481)',
        description: 'unit / npm test',
      },
      startsAt: NOW - 3 * MINUTE,
      endsAt: NOW,
      links: { source: 'https://ci.example.com/482', commit: 'https://git.example.com/c/abc' },
    }),
  ]),
}

const REPOSITORY: Readonly<Record<string, Notification>> = {
  'fixed-build': aNotification([
    anAlert({
      kind: 'ci',
      status: 'resolved',
      labels: {
        alertname: 'test.yml',
        event: 'action_run_recover',
        result: 'fixed',
        repository: 'acme/pay',
        branch: 'main',
        author: 'li.lei',
        workflow: 'test.yml',
      },
      annotations: { run: '483', commit: '9c0d2e7', summary: 'Round at the end only' },
      startsAt: NOW - 2 * MINUTE,
      endsAt: NOW,
      links: { source: 'https://ci.example.com/483', commit: 'https://git.example.com/c/def' },
    }),
  ]),
  'broken-gate': aNotification([
    anAlert({
      kind: 'ci',
      labels: {
        alertname: 'Quality gate',
        event: 'analysis',
        result: 'failed',
        repository: 'acme/pay',
        workflow: 'quality gate',
      },
      annotations: { description: 'new coverage 14 (< 65)' },
    }),
  ]),
  'leaked-secret': aNotification([
    anAlert({
      labels: { alertname: 'Deploy key', severity: 'critical', repository: 'acme/pay' },
      annotations: { description: 'config/prod.env' },
      links: { source: 'https://git.example.com/acme/pay/security/42' },
    }),
  ]),
  'merged-request': aNotification([
    anAlert({
      kind: 'vcs',
      labels: {
        alertname: 'merge request merged',
        event: 'merge_request',
        repository: 'acme/pay',
        branch: 'main',
        author: 'li.lei',
      },
      annotations: { summary: '!12 Round refunds', from: 'rounding' },
      links: { source: 'https://git.example.com/acme/pay/-/merge_requests/12' },
    }),
  ]),
}

const PAGES: readonly (readonly [string, string])[] = [
  ['three-firing', 'alert'],
  ['three-firing', 'alert-card'],
  ['three-firing', 'alert-short'],
  ['three-firing', 'plain'],
  ['three-resolved', 'alert'],
  ['three-resolved', 'alert-card'],
  ['mixed', 'alert'],
  ['one-firing', 'alert'],
  ['one-firing', 'alert-card'],
  ['one-firing', 'alert-short'],
  ['one-firing', 'work-notification'],
  ['one-resolved', 'alert'],
  ['one-resolved', 'alert-card'],
  ['bare', 'alert'],
  ['failed-build', 'ci'],
  ['failed-build', 'ci-card'],
  ['fixed-build', 'ci'],
  ['broken-gate', 'ci'],
  ['leaked-secret', 'alert'],
  ['merged-request', 'ci'],
  ['merged-request', 'ci-card'],
]

describe.each(LOCALES)('in %s', (locale) => {
  test.each(PAGES)('%s as %s', async (name, template) => {
    const notification = OWN[name] ?? REPOSITORY[name]
    if (!notification) throw new Error(`There is no notification ${name}.`)
    const voice = aVoice({ locale, detailsUrl: 'https://ding.example.com/n/abc' })
    const words = compose(templates, { notification, template, voice, budget: aBudget() })
    expect(words.failures).toEqual([])
    await expect(asPage(words.parts)).toMatchFileSnapshot(
      `../fixtures/messages/${name}.${template}.${locale}.md`,
    )
  })

  test('a storm as one digest', async () => {
    const storm = [
      ...Array.from({ length: 8 }, (_, i) =>
        node('KubeNodeNotReady', 'critical', `node-${i + 11}`),
      ),
      node('EtcdNoLeader', 'critical', 'etcd-2'),
      ...Array.from({ length: 20 }, (_, i) => node('KubePodCrashLooping', 'warning', `pod-${i}`)),
      ...Array.from({ length: 13 }, (_, i) => node(`Rule${i}`, 'info', `host-${i}`)),
    ]
    const [first] = storm
    const told = storm.map((alert) => ({
      notification: aNotification([alert]),
      acceptedAt: NOW - MINUTE,
    }))
    if (first) {
      const over = aNotification([{ ...first, status: 'resolved', endsAt: NOW }])
      told.push({ notification: over, acceptedAt: NOW })
    }
    const voice = aVoice({ locale, detailsUrl: 'https://ding.example.com/n/abc' })
    const digest = {
      told,
      reason: 'storm',
      windowMs: MINUTE,
      messages: told.length,
      voice,
      budget: aBudget(),
    } as const
    const words = composeDigest(templates, digest)
    expect(words.failures).toEqual([])
    await expect(asPage(words.parts)).toMatchFileSnapshot(
      `../fixtures/messages/storm.digest.${locale}.md`,
    )
  })
})

const node = (alertname: string, severity: string, instance: string) =>
  anAlert({ labels: { alertname, severity, instance, cluster: 'prod-cn', zone: 'cn-sh-2b' } })

test.each([
  ['am025-markdown-and-html', 'en'],
  ['am025-newlines-quotes-control', 'en'],
  ['am025-missing-alertname', 'en'],
  ['am025-minimal-labels-empty-annotations', 'zh-CN'],
  ['am025-unicode', 'zh-CN'],
  ['am025-max-alerts-truncated', 'en'],
  ['am025-resolved-only', 'en'],
  ['am028-utf8-label-names', 'en'],
  ['am033-firing-then-resolved-2', 'zh-CN'],
  ['prom242-am025-chinese-rule', 'zh-CN'],
  ['prom353-am033-flapper-firing', 'en'],
])('the captured %s in %s', async (name, locale) => {
  const notification = captured(name)
  const voice = aVoice({ locale, now: afterIt(notification) })
  const words = compose(templates, { notification, template: 'alert', voice, budget: aBudget() })
  expect(words.failures).toEqual([])
  await expect(asPage(words.parts)).toMatchFileSnapshot(`../fixtures/messages/${name}.${locale}.md`)
})
