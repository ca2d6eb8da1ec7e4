import { describe, expect, test } from 'vitest'
import type { BridgeEvent } from '../../src/domain/event.ts'
import { createLog } from '../../src/telemetry/log.ts'

function lines(format: 'json' | 'pretty', ...events: readonly BridgeEvent[]): string[] {
  const out: string[] = []
  const log = createLog({ level: 'info', format }, (line) => out.push(line))
  for (const event of events) log(event)
  return out
}

const DEAD: BridgeEvent = {
  type: 'delivery.ended',
  delivery: 'd1',
  source: 'prod',
  about: 'HighErrorRate',
  receiver: 'sre',
  target: 'sre/1',
  channel: 'group',
  state: 'dead',
  reason: 'message',
  detail: 'Too long.',
  seconds: 3,
}

describe('the log', () => {
  test('writes a line an event, with its level and ids', () => {
    const [line] = lines('json', DEAD)
    expect(JSON.parse(line ?? '')).toMatchObject({
      level: 'error',
      event: 'delivery.ended',
      delivery: 'd1',
      reason: 'message',
      message: 'Delivery given up: a dead letter.',
    })
  })

  test('says why a webhook was refused, and each word once', () => {
    const code = 'unknown_source'
    const message = 'There is no source of this name.'
    const [line] = lines('json', {
      type: 'webhook.refused',
      source: '-',
      status: 404,
      code,
      message,
    })
    expect(line?.split('"message":')).toHaveLength(2)
    expect(JSON.parse(line ?? '')).toMatchObject({
      detail: message,
      message: 'Webhook refused.',
      status: 404,
    })
  })

  test('leaves out what is below its level', () => {
    expect(lines('json', { type: 'token.refreshed', app: 'ops' })).toEqual([])
  })

  test('is readable for people when it is asked to be', () => {
    expect(lines('pretty', DEAD)[0]).toMatch(/ERROR.*Delivery given up.*receiver=.*sre/)
  })

  test.each(['json', 'pretty'] as const)(
    'shows no token of an address in an error, as %s',
    (format) => {
      const error = new Error(
        'connect failed: https://oapi.dingtalk.io/robot/send?access_token=abc123&sign=xyz',
      )
      const [line] = lines(format, { type: 'bug', where: 'test', error })
      expect(line).not.toMatch(/abc123|xyz/)
      expect(line).toContain('access_token=<secret>')
    },
  )

  test.each(['json', 'pretty'] as const)(
    'shows no password of an address, and no token that was quoted, as %s',
    (format) => {
      const error = new Error(
        'postgres://bridge:hush1@db/bridge refused; {"appSecret":"hush2", "accessToken": "hush3"}',
      )
      const [line] = lines(format, { type: 'bug', where: 'test', error })
      expect(line).not.toContain('hush')
      expect(line).toContain('postgres://<secret>@db/bridge refused')
    },
  )
})
