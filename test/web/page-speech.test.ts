import { describe, expect, test } from 'vitest'
import { createPageSpeech } from '../../src/web/look/page-speech.ts'
import { EN } from '../../src/web/look/words-en.ts'
import { ATTEMPT_AT, aDesk, aNewDelivery, look, NOON, tried } from './night-desk.ts'

const english = createPageSpeech('en', 'UTC', NOON)

describe('how many', () => {
  test.each([
    ['alert_count', '1 alert', '1,200 alerts'],
    ['traffic_in', '1 alert in', '1,200 alerts in'],
    ['traffic_out', '1 delivery told', '1,200 deliveries told'],
    ['more_alerts', '1 more alert', '1,200 more alerts'],
    ['omitted', '1 alert found no room', '1,200 alerts found no room'],
    ['body_bytes', '1 byte', '1,200 bytes'],
  ] as const)('%s is one or several', (key, one, several) => {
    expect([english.count(key, 1), english.count(key, 1_200)]).toEqual([one, several])
  })

  test('is told apart wherever the word after a number has a plural', () => {
    const plural = Object.entries(EN).filter(([, words]) =>
      /\{0\} (more )?(alerts|deliveries|targets|bytes|calls)\b/.test(words),
    )
    const single = plural.filter(([key]) => !(`${key}.one` in EN)).map(([key]) => key)
    expect(single).toEqual(NEVER_ONE)
  })
})

/** One has nobody to be alike with, and a limit is many. */
const NEVER_ONE = ['all_alike', 'near_limit']

describe('times', () => {
  test('that are exact name their zone, that of their day', () => {
    const shanghai = createPageSpeech('en', 'Asia/Shanghai', NOON)
    expect(shanghai.exact(NOON)).toBe('2026-11-22 20:00:00 UTC+8')
    const berlin = createPageSpeech('en', 'Europe/Berlin', NOON)
    expect(berlin.exact(Date.parse('2026-07-01T12:00:00Z'))).toBe('2026-07-01 14:00:00 UTC+2')
  })

  test.each(['/', '/deliveries', '/deliveries/d1', '/targets', '/rejected', '/routes'])(
    'of %s are in a zone that the page names',
    async (path) => {
      const house = await aDesk()
      await house.accept('chat', aNewDelivery('d1'))
      expect((await look(house, path)).html).toContain('<p class="zone">Times are in UTC</p>')
    },
  )

  test('of an attempt name it themselves', async () => {
    const house = await tried()
    expect((await look(house, '/deliveries/d1')).html).toContain(`>${ATTEMPT_AT} UTC</time>`)
  })
})

describe('ids', () => {
  test('of a delivery and of what DingTalk gave for it can be taken whole', async () => {
    const house = await tried()
    const { html } = await look(house, '/deliveries/d1')
    expect(html).toContain('<code class="id">d1</code>')
    expect(html).toContain('data-copy="d1"')
    expect(html).toContain('Receipt of DingTalk: <code class="id">pqk-1</code>')
  })
})
