import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/clock.ts'
import type { Asked } from '../../../src/send/dingtalk/asked.ts'
import { classify } from '../../../src/send/dingtalk/classify.ts'
import { ERROR_CODES } from '../../../src/send/dingtalk/error-table.ts'
import { answered } from '../fakes.ts'

const reasonOf = (body: unknown, status: number, asked: Asked = 'api') =>
  classify(answered(body, status), asked).reason

const closes = (body: unknown, status: number, asked: Asked = 'api') => {
  const outcome = classify(answered(body, status), asked)
  return 'closes' in outcome ? outcome.closes : undefined
}

describe('every code of the table', () => {
  const all = (space: keyof typeof ERROR_CODES) =>
    [...ERROR_CODES[space]].filter(([, kind]) => kind !== 'byText')

  test.each(all('v1'))('%s of the new API is %s, whatever the status', (code, reason) => {
    const reasons = [200, 400, 403, 429, 500, 502].map((status) => reasonOf({ code }, status))
    expect(new Set(reasons)).toEqual(new Set([reason]))
  })

  test.each(all('oapi'))(
    '%s of the old API is %s, bare, in words or in its envelope',
    (code, reason) => {
      const bodies = [
        { errcode: Number(code), errmsg: 'x' },
        { errcode: code, errmsg: 'x' },
        { errcode: 88, sub_code: code, sub_msg: 'x', errmsg: 'ding talk error' },
      ]
      expect(bodies.map((body) => reasonOf(body, 200, 'oapi'))).toEqual([reason, reason, reason])
    },
  )

  test.each(all('robot'))('%s of a custom robot is %s', (code, reason) => {
    expect(reasonOf({ errcode: Number(code), errmsg: 'x' }, 200, 'robot')).toBe(reason)
  })
})

test.each([
  [310000, 'keywords not in content, more: [x]', 'message'],
  [310000, 'description:关键词不匹配;solution:x', 'message'],
  [310000, 'sign not match', 'config'],
  [310000, 'description:机器人发送签名不匹配;solution:x', 'config'],
  [310000, 'invalid timestamp', 'config'],
  [310000, 'ip 10.0.0.1 not in whitelist', 'config'],
  [300001, 'keyword is missing', 'message'],
  [300001, 'session 不存在', 'config'],
  [300001, '', 'config'],
])('%i with "%s" is %s', (errcode, errmsg, reason) => {
  expect(reasonOf({ errcode, errmsg }, 200, 'robot')).toBe(reason)
})

test.each([
  ['access_token is blank', 'token'],
  ['参数错误', 'message'],
])('40000 with "%s" is %s', (sub_msg, reason) => {
  expect(reasonOf({ errcode: 88, sub_code: '40000', sub_msg }, 200, 'oapi')).toBe(reason)
})

test.each([
  [400, 'some.odd.param', 'message'],
  [413, 'msg.huge', 'message'],
  [415, 'odd.content.type', 'message'],
  [400, 'odd', 'config'],
  [404, 'odd', 'config'],
  [403, 'odd.LimitReached', 'rate'],
  [403, 'odd', 'config'],
  [401, 'odd', 'token'],
  [429, 'odd', 'rate'],
  [500, 'odd', 'transient'],
  [503, 'odd', 'transient'],
  [502, 'odd', 'ambiguous'],
  [504, 'odd', 'ambiguous'],
  [302, 'odd', 'config'],
  [200, 'odd', 'ambiguous'],
])('status %i with the unknown code %s is %s', (status, code, reason) => {
  expect(reasonOf({ code }, status)).toBe(reason)
})

test.each([
  ['an empty answer', '', 200, 'unknown', 'ambiguous'],
  ['no code at all', {}, 200, 'unknown', 'ambiguous'],
  ['an unreadable 500', 'oops', 500, 'unknown', 'ambiguous'],
  ['a 500 in JSON', {}, 500, 'retry', 'transient'],
  ['an HTML 503', '<html>busy</html>', 503, 'retry', 'transient'],
  ['an HTML 502', '<html>bad gateway</html>', 502, 'unknown', 'ambiguous'],
  ['an unreadable 404', 'no such page', 404, 'reject', 'config'],
  ['an unreadable 401', '', 401, 'retry', 'token'],
  ['a success in words only', { errcode: 0, processQueryKey: 'k' }, 500, 'unknown', 'ambiguous'],
] as const)('%s is told apart by its status', (_, body, status, kind, reason) => {
  expect(classify(answered(body, status), 'api')).toMatchObject({ kind, reason, code: null })
})

describe('an address that DingTalk blocks', () => {
  const EGRESS = { scope: 'egress', forMs: 5 * MINUTE }
  const punish = { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: 'u' }

  test.each([
    ['a page with 200', '<!doctype html><title>x</title>', 200, EGRESS],
    ['a page with 403', '<html></html>', 403, EGRESS],
    ['the JSON of a ban with 200', punish, 200, EGRESS],
    ['the JSON of a ban with 403', punish, 403, EGRESS],
    ['a page with 503', '<html></html>', 503, undefined],
    ['a page with 302', '<html></html>', 302, undefined],
    ['JSON of another shape', { status: 1 }, 403, undefined],
  ])('%s closes everything behind it, or nothing', (_, body, status, closure) => {
    expect(closes(body, status)).toEqual(closure)
  })

  test('is named in the words for the operator', () => {
    expect(classify(answered('<html></html>', 405, 'text/html'), 'robot')).toEqual({
      kind: 'retry',
      reason: 'rate',
      code: null,
      detail:
        'DingTalk blocks our address for 5 minutes, or a proxy answers in its place; ' +
        'answered HTTP 405 without a code',
      closes: EGRESS,
    })
  })
})

describe('what a refusal closes', () => {
  const QPM = 'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi'
  test.each([
    ['send.too.fast', 400, 'target', MINUTE],
    ['too.many.people', 400, 'target', MINUTE],
    ['Forbidden.AccessDenied.QpsLimitForAppkeyAndApi', 403, 'api', SECOND],
    ['Forbidden.AccessDenied.QpsLimitForApi', 403, 'api', SECOND],
    // Twenty seconds into the minute.
    [QPM, 403, 'api', 40 * SECOND],
    ['Forbidden.AccessDenied.ApiCountLimitForOrg', 403, 'org', HOUR],
    ['Forbidden.AccessDenied.AccessTokenPermissionDenied', 403, 'app', MINUTE],
    ['Forbidden.AccessDenied.IpNotInWhiteList', 403, 'app', MINUTE],
  ])('%s with status %i: the %s', (code, status, scope, forMs) => {
    expect(closes({ code }, status)).toEqual({ scope, forMs })
  })

  test.each(['bot.stopped', 'miss.param.text', 'system.error', 'InvalidAuthentication'])(
    '%s: nothing else',
    (code) => {
      expect(closes({ code }, 400)).toBeUndefined()
    },
  )

  test.each([
    [90018, 'oapi', 'api', SECOND],
    [90002, 'oapi', 'api', SECOND],
    [90006, 'oapi', 'api', MINUTE],
    [45009, 'oapi', 'api', 40 * SECOND],
    [90020, 'oapi', 'org', HOUR],
    [143105, 'oapi', 'target', HOUR],
    [60011, 'oapi', 'app', MINUTE],
    [60020, 'oapi', 'app', MINUTE],
    [40096, 'token', 'app', MINUTE],
    [90018, 'token', 'app', SECOND],
    [130101, 'robot', 'target', 10 * MINUTE],
    [410100, 'robot', 'target', 10 * MINUTE],
    [660026, 'robot', 'target', 10 * MINUTE],
    [90018, 'robot', 'target', SECOND],
  ] as const)('%i asked of %s: the %s', (errcode, asked, scope, forMs) => {
    expect(closes({ errcode }, 200, asked)).toEqual({ scope, forMs })
  })

  test.each([
    ['2026-03-01 08:00:21', SECOND],
    ['开始 2026-03-01 08:00:00, 结束 2026-03-01 08:05:20', 5 * MINUTE],
    ['2026-03-09 00:00:00', DAY],
    ['2026-03-01 07:59:59', SECOND],
  ])('a limit that ends at %s (China time) closes until then', (end, forMs) => {
    const body = { errcode: 88, sub_code: '90002', sub_msg: 'busy', errmsg: `busy until ${end}` }
    expect(closes(body, 200, 'oapi')).toEqual({ scope: 'api', forMs })
  })
})

describe('the words for the operator', () => {
  test.each([
    [
      { code: 'resource.not.found', requestid: 'r', message: '资源不存在' },
      'the robot is not in this group, or was removed: add it again; DingTalk says: 资源不存在',
    ],
    [
      {
        code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
        message: 'denied',
        accessdenieddetail: { requiredScopes: ['qyapi_robot_sendmsg', 'qyapi_base'] },
      },
      'the app lacks a permission: grant it in the developer console; ' +
        'needed: qyapi_robot_sendmsg, qyapi_base; DingTalk says: denied',
    ],
    [
      {
        errcode: 88,
        sub_code: '60011',
        sub_msg: 'no',
        errmsg: 'x requiredScopes=[qyapi_base], see',
      },
      'the app lacks a permission: grant it in the developer console; ' +
        'needed: qyapi_base; DingTalk says: no',
    ],
    [
      { errcode: 310000, errmsg: 'ip 10.0.0.1\r\n not in whitelist' },
      'the security settings of the robot refuse it: check secret, addresses and our clock; ' +
        'DingTalk says: ip 10.0.0.1 not in whitelist',
    ],
  ])('%j', (body, detail) => {
    expect(classify(answered(body, 403), 'api').detail).toBe(detail)
  })

  test('a stranger cannot fill a page with them', () => {
    const { detail, code } = classify(
      answered({ code: 'x'.repeat(9e4), message: '长'.repeat(9e4) }),
      'api',
    )
    expect([detail.length < 500, code?.length]).toEqual([true, 100])
  })
})
