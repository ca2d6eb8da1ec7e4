import { describe, expect, test } from 'vitest'
import { composeDigest, type DigestInput } from '../../src/message/digest.ts'
import { compileTemplates } from '../../src/message/template-set.ts'
import { aBudget, aNotification, anAlert, aVoice, NOW } from '../support/make.ts'
import { BUILT_IN } from '../support/templates.ts'

const { templates } = compileTemplates(BUILT_IN)

const fold = (alerts: readonly ReturnType<typeof anAlert>[], over: Partial<DigestInput> = {}) =>
  composeDigest(templates, {
    told: alerts.map((alert, i) => ({ notification: aNotification([alert]), acceptedAt: NOW + i })),
    reason: 'storm',
    windowMs: 60_000,
    messages: alerts.length,
    voice: aVoice(),
    budget: aBudget(),
    ...over,
  })

const down = (instance: string, severity = 'critical', alertname = 'Down') =>
  anAlert({ labels: { alertname, severity, instance } })
const up = (alert: ReturnType<typeof anAlert>) => ({
  ...alert,
  status: 'resolved' as const,
  endsAt: NOW,
})

describe('a digest', () => {
  test('counts an alert once, as it was at the last', () => {
    const { parts } = fold([down('a'), down('a'), down('b'), up(down('b')), up(down('c'))])
    expect(parts[0]?.title).toBe('🌊 3 alerts in 1 min · 3 critical')
    expect(parts[0]?.text.split('\n')).toEqual([
      '#### 🌊 3 alerts in 1 min',
      '',
      '🔴 3 critical  ',
      '1 still firing · 1 came and went · 1 resolved',
      '',
      '**Critical, all 3**',
      '',
      '- **Down** ×3: a, b, c, since 14:02',
      '',
      '> In place of 5 messages · times UTC+8',
    ])
  })

  test('after a mute names what still fires, and counts what does not', () => {
    const { parts } = fold([down('a'), down('b'), up(down('b'))], {
      reason: 'muted',
      windowMs: 7_200_000,
    })
    expect(parts[0]?.text.split('\n')).toEqual([
      '#### 🔕 2 alerts while muted for 2 h',
      '',
      '🔴 1 critical  ',
      '1 still firing · 1 came and went',
      '',
      '**Critical, all 1**',
      '',
      '- **Down** ×1: a, since 14:02',
      '',
      '> In place of 3 messages · times UTC+8',
    ])
  })

  test('without severities has one list', () => {
    const { parts } = fold([
      anAlert({ labels: { alertname: 'A' } }),
      anAlert({ labels: { alertname: 'B' } }),
    ])
    expect(parts[0]?.text).toContain(
      '**All 2**\n\n- **A** ×1: since 14:02\n- **B** ×1: since 14:02',
    )
  })

  test('says what nearly all share, but not what its heading says', () => {
    const alerts = Array.from({ length: 10 }, (_, i) =>
      anAlert({
        labels: { alertname: 'A', instance: `i${i}`, cluster: 'prod', zone: i === 0 ? 'b' : 'a' },
      }),
    )
    const { parts } = fold(alerts)
    expect(parts[0]?.text).toContain('**9 of 10 share** zone=a')
  })

  test('is one message that fits, however many alerts and names', () => {
    const alerts = Array.from({ length: 3000 }, (_, i) =>
      down(`host-${i}`, i % 2 ? 'critical' : 'info', `Rule${i % 700}`),
    )
    for (const maxBytes of [15_000, 3000, 600]) {
      const { parts, failures } = fold(alerts, { budget: aBudget({ maxBytes }) })
      expect(failures).toEqual([])
      expect(parts).toHaveLength(1)
      for (const part of parts) expect(aBudget().size(part)).toBeLessThanOrEqual(maxBytes)
    }
  })

  test.each([
    ['en', 2, '🔁 Sent again · first told 11:10'],
    ['en', 1, '🔁 1 of 2 sent again · first told 11:10'],
    ['zh-CN', 1, '🔁 2 条中有 1 条是再次发送 · 首次发送于 11:10'],
  ])('says what of it people have heard before: %s, %i of 2', (locale, told, line) => {
    const again = { toldAt: NOW - 3 * 3_600_000, told, of: 2 }
    const alerts = [down('a', 'critical', 'Disk'), down('b', 'critical', 'Disk')]
    const { parts } = fold(alerts, { voice: aVoice({ locale, again }) })
    expect(parts[0]?.text.split('\n')[0]).toBe(line)
  })

  test('is told in plain words when its template fails', () => {
    const broken = compileTemplates([
      {
        name: 'digest',
        file: 'digest.hbs',
        source:
          '{{#each top.names}}{{#each ../top.names}}{{#each ../../top.names}}x{{/each}}{{/each}}{{/each}}',
      },
    ])
    const names = Array.from({ length: 150 }, (_, i) => down('a', 'critical', `Rule${i}`))
    const told = names.map((alert) => ({ notification: aNotification([alert]), acceptedAt: NOW }))
    const input = {
      told,
      reason: 'redriven',
      windowMs: 0,
      messages: 2,
      voice: aVoice(),
      budget: aBudget(),
    } as const
    const { parts, template, failures } = composeDigest(broken.templates, input)
    expect({ template, failures }).toEqual({
      template: 'plain',
      failures: [{ template: 'digest', detail: 'Its loops run more than 50000 rounds.' }],
    })
    expect(parts[0]?.text).toMatch(
      /^🔁 150 alerts, sent again a\n150 critical\nRule0 ×1: a, since 14:02\n/,
    )
  })

  test('in plain words counts, and repeats nothing that a sender wrote', () => {
    const voice = aVoice({ detailsUrl: 'https://ding.example.com/n/abc' })
    const { parts, form } = fold([down('a'), down('b', 'warning', 'Slow')], {
      form: 'plain',
      voice,
    })
    expect({ form, title: parts[0]?.title }).toEqual({
      form: 'plain',
      title: '🌊 2 alerts in 1 min',
    })
    expect(parts[0]?.text.split('\n')).toEqual([
      '🌊 2 alerts in 1 min',
      '1 critical · 1 warning',
      'In place of 2 messages',
      'https://ding.example.com/n/abc',
    ])
  })
})
