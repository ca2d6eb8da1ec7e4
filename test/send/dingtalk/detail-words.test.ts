import { describe, expect, test } from 'vitest'
import { describeFailure } from '../../../src/send/dingtalk/client-failure.ts'
import { detailIn } from '../../../src/send/dingtalk/detail-words.ts'
import { REMEDIES } from '../../../src/send/dingtalk/remedies.ts'
import { BY_REASON } from '../../../src/send/dingtalk/remedy.ts'

const zh = (detail: string): string => detailIn('zh-CN', detail)

describe('why a call failed', () => {
  test('is said in English as it is kept', () => {
    expect(detailIn('en', 'the network failed; DingTalk says: no')).toBe(
      'the network failed; DingTalk says: no',
    )
  })

  test.each([...new Set([...Object.values(REMEDIES), ...Object.values(BY_REASON)])])(
    'has Chinese words: %s',
    (sentence) => expect(zh(sentence)).toMatch(/^[^;]*\p{Script=Han}[^;]*$/u),
  )

  test.each([
    ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'],
    ...['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'],
    ...['UND_ERR_ABORTED', 'UND_ERR_INVALID_ARG', 'CERT_HAS_EXPIRED', 'ECONNRESET'],
  ])('has Chinese words when the network says %s', (code) => {
    for (const sent of [true, false]) {
      const { detail } = describeFailure({ code }, 'api.dingtalk.io', sent)
      const rest = zh(detail).replace('api.dingtalk.io', '').replace(code, '')
      expect(rest).not.toMatch(/[a-z;]/i)
    }
  })

  test.each([
    [
      'the robot is not in this group, or was removed: add it again; DingTalk says: no; robot',
      '机器人不在群里，或已被移除：请重新添加；钉钉的原话：no; robot',
    ],
    [
      'no access token: DingTalk is in trouble; answered HTTP 502 without a code',
      '未取得访问令牌：钉钉出现故障；应答为 HTTP 502，没有错误码',
    ],
    [
      'the app lacks a permission: grant it in the developer console; needed: qyapi_robot',
      '应用缺少权限：请在开发者后台开通；需要权限：qyapi_robot',
    ],
    [
      'DingTalk asked 3 of the users to wait; the others were told.',
      '钉钉要求其中 3 人稍后再发；其他人已收到。',
    ],
    ['what nobody has words for; constructor', 'what nobody has words for；constructor'],
  ])('%s', (detail, words) => expect(zh(detail)).toBe(words))
})
