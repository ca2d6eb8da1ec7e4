import { describe, expect, test } from 'vitest'
import { NO_PROGRESS } from '../../src/domain/delivery.ts'
import { heartbeatKey } from '../../src/match/heartbeat.ts'
import { FRESH_LINE } from '../../src/outbox/line.ts'
import { BY_REASON } from '../../src/send/dingtalk/remedy.ts'
import { aNotification, anAlert } from '../support/make.ts'
import { aDesk, aNewDelivery, type House, look, NOON, press, SETTINGS } from './make-desk.ts'

/* What the pages say of trouble, and whether it leads anywhere. */

const MINUTE = 60_000
const BEATING = SETTINGS.replace(
  'auth: { bearer_token: hook-S3CRET } }',
  `auth: { bearer_token: hook-S3CRET }, heartbeat: { matchers: ['alertname="Watchdog"'], every: 5m, to: sre } }`,
)

const wordsOf = (html: string): string => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

/** What stands in a part of a page. */
async function part(house: House, path: string, id: string, lang = 'en'): Promise<string> {
  const { html } = await look(house, `${path}?lang=${lang}`)
  const [, from = ''] = html.split(`id="${id}"`)
  return wordsOf(`<${from.split('</section>')[0]}`).trim()
}

describe('a heartbeat that stays away', () => {
  const beat = async (isMissing: boolean) => {
    const house = await aDesk(BEATING)
    const kept = JSON.stringify({ seenAt: NOON - 12 * MINUTE, isMissing })
    const [heartbeat] = house.plan.heartbeats
    await house.store.remember(heartbeatKey(heartbeat!), kept, NOON + 60 * MINUTE)
    return house
  }

  test.each([
    [
      'en',
      'prod no heartbeat The last one: 12 min ago · See whether the sender runs and reaches the bridge; sre was told. It is: alertname=&quot;Watchdog&quot;',
    ],
    [
      'zh-CN',
      'prod 没有心跳 上一次： 12 分钟前 · 请检查发送方是否在运行、能否连到网桥；已通知 sre。心跳是： alertname=&quot;Watchdog&quot;',
    ],
  ])('stands on the overview, in %s', async (lang, words) => {
    expect(await part(await beat(true), '/', 'trouble-rows', lang)).toBe(words)
  })

  test('is counted above, where it leads to', async () => {
    const { html } = await look(await beat(true), '/')
    expect(html).toContain('<a class="tile bad" href="#trouble">')
  })

  test('is no trouble while it comes', async () => {
    expect(await part(await beat(false), '/', 'trouble-rows')).toBe(
      'All targets take what they get, and all heartbeats come.',
    )
  })
})

describe('a target that the settings have no more', () => {
  const gone = async () => {
    const house = await aDesk()
    await house.accept('chat', aNewDelivery('d1'))
    const refused = { failures: 1, unhealthySince: NOON, retryingSince: NOON, closed: true }
    await house.settle('chat', {
      memory: { ...FRESH_LINE, ...refused },
      next: { kind: 'release', dueAt: NOON + 5 * MINUTE },
    })
    return aDesk(SETTINGS.replace('sre: cidSecretGroup', 'sre: cidOther'), { store: house.store })
  }

  test('is not said to be tried, but what to do', async () => {
    const { html } = await look(await gone(), '/targets')
    expect(html).toContain('Bring it back, or open what waits and send it elsewhere.')
    expect(html).not.toMatch(/next try|unhealthy since/)
  })

  test('is named on the overview by its receiver, with the same words', async () => {
    expect(await part(await gone(), '/', 'trouble-rows')).toBe(
      'sre gone The settings have it no more, so nobody tries. Bring it back, or open what waits and send it elsewhere.',
    )
  })
})

describe('the button that sends elsewhere', () => {
  const offered = async (house: House) =>
    (await look(house, '/deliveries/d1')).html.includes('action="/deliveries/d1/elsewhere"')
  const settled = async (state: 'dead' | 'held' | 'sent') => {
    const house = await aDesk()
    await house.accept('chat', aNewDelivery('d1'))
    await house.settle('chat', { changes: [{ id: 'd1', state }] })
    return house
  }

  test('is there for what waits for nobody, is dead or held, and for nothing else', async () => {
    const waiting = await aDesk()
    await waiting.accept('chat', aNewDelivery('d1'))
    const gone = await aDesk(SETTINGS.replace('cidSecretGroup', 'cidOther'), {
      store: waiting.store,
    })
    const houses = [waiting, gone, ...(await Promise.all(ENDS.map(settled)))]
    expect(await Promise.all(houses.map(offered))).toEqual([false, true, true, true, false])
  })

  const ENDS = ['dead', 'held', 'sent'] as const

  test('sends it to the receiver that was chosen, and the page leads there', async () => {
    const house = await settled('dead')
    const answer = await press(house, '/deliveries/d1/elsewhere', { receiver: 'dba' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/deliveries/d1'])
    const { items } = await house.store.list({ receiver: 'dba', limit: 9 })
    expect(items).toHaveLength(1)
    expect(await part(house, '/deliveries/d1', 'standing')).toContain(
      `It was sent to dba instead. What became of it there: ${items[0]?.id}`,
    )
  })

  test('chooses nobody by itself', async () => {
    const house = await settled('dead')
    const answer = await press(house, '/deliveries/d1/elsewhere', { receiver: '' })
    expect([answer.status, (await house.store.get('d1'))?.state]).toEqual([422, 'dead'])
  })
})

describe('a target that an IP block closed', () => {
  const BLOCK = `${BY_REASON.blocked}; answered HTTP 403 without a code`
  const blocked = async () => {
    const house = await aDesk()
    await house.accept('chat', aNewDelivery('d1'))
    house.shuts.set(house.targets['chat']!.key, { until: NOON + 5 * MINUTE, why: BLOCK })
    return house
  }

  test('is told apart from a robot that called too often', async () => {
    const house = await blocked()
    await house.settle('chat', {
      changes: [{ id: 'd1', reason: 'rate', detail: BLOCK }],
      next: { kind: 'release', dueAt: NOON + 5 * MINUTE },
    })
    const lead = await part(house, '/deliveries/d1', 'standing')
    expect(lead).toContain('DingTalk blocks the address that we call from')
    expect(lead).toContain('whether dingtalk.proxy lets us through')
    expect(lead).not.toContain('calls_per_second')
    expect(await part(house, '/deliveries/d1', 'standing', 'zh-CN')).toContain(
      '请检查还有什么程序从这个地址调用钉钉',
    )
  })

  test('is the answer for one that waits behind it untried', async () => {
    expect(await part(await blocked(), '/deliveries/d1', 'standing')).toContain(
      `Nothing goes out there now: ${BLOCK}.`,
    )
  })
})

test.each([
  ['invalidStaffIdList', 'The organisation has no such user', '组织里没有这个用户'],
  ['filteredStaffIdList', 'DingTalk filtered them out', '钉钉把他过滤掉'],
  ['staffId.notExisted', 'staffId.notExisted', 'staffId.notExisted'],
])('somebody whom DingTalk refused as %s is told why in words', async (because, en, zh) => {
  const house = await aDesk()
  await house.accept('chat', aNewDelivery('d1'))
  const progress = { ...NO_PROGRESS, refused: [{ user: 'nobody1', because }] }
  await house.settle('chat', { changes: [{ id: 'd1', state: 'sent', progress }] })
  const line = async (lang: string) =>
    wordsOf((await look(house, `/deliveries/d1?lang=${lang}`)).html)
  expect(await line('en')).toContain(`nobody1 ${en}`)
  expect(await line('zh-CN')).toContain(`nobody1 ${zh}`)
})

test('a reload that was refused is not said to have loaded anything', async () => {
  const house = await aDesk(SETTINGS, {
    lastLoad: () => ({ at: NOON - 3 * MINUTE, successful: false, issues: [] }),
  })
  const { html } = await look(house, '/')
  expect(html).toContain('Last tried 3 min ago, and refused; the reason stands above.')
  expect(html).not.toContain('Loaded 3 min ago.')
})

test('what somebody would write stands as such, without the marks of Markdown', async () => {
  const place = { file: 'bridge.yaml', line: 5, column: 3 }
  const message = 'there is no receiver `nobody<b>`; define it under `receivers:`'
  const issue = { ...place, code: 'unknown_name', severity: 'error', message } as const
  const lastLoad = () => ({ at: NOON, successful: false, issues: [issue] })
  const house = await aDesk(SETTINGS, { lastLoad })
  const { html } = await look(house, '/')
  expect(html).toContain(
    'there is no receiver <code>nobody&lt;b&gt;</code>; define it under <code>receivers:</code>',
  )
})

test('of a source with a kept body the refusals without one are counted as well', async () => {
  const house = await aDesk()
  const body = { code: 'bad_payload', message: 'alerts: expected list', body: Buffer.from('{}') }
  await house.store.keepRejected({ id: 'r1', at: NOON, source: 'prod', context: null, ...body })
  const refused = { type: 'webhook.refused', source: 'prod' } as const
  house.emit({ ...refused, code: 'bad_payload', status: 400, message: 'alerts: expected list' })
  const counted = () => look(house, '/rejected').then(({ html }) => html.includes('id="counted"'))
  expect(await counted()).toBe(false)
  house.emit({ ...refused, code: 'unauthorized', status: 401, message: 'no token' })
  expect(await counted()).toBe(true)
})

test('lists tell the alerts of a storm apart, and say who was left out', async () => {
  const house = await aDesk()
  const labels = { alertname: 'DiskFull', severity: 'critical', instance: 'db-7:9100' }
  const notification = aNotification([anAlert({ labels })])
  await house.accept('chat', aNewDelivery('d1', { notification }))
  const progress = { ...NO_PROGRESS, refused: [{ user: 'nobody1', because: 'x' }] }
  await house.settle('chat', { changes: [{ id: 'd1', state: 'sent', progress }] })
  expect(wordsOf((await look(house, '/')).html)).toContain(
    'sre · chat · not to everybody · severity=critical · instance=db-7:9100',
  )
  expect(wordsOf((await look(house, '/deliveries')).html)).toContain('1 alert · not to everybody')
})
