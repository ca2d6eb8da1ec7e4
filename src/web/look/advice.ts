import { FAILURE_ADVICE, type FailureAdvice } from '../../domain/failure-advice.ts'
import type { FailureReason } from '../../domain/outcome.ts'
import { BY_REASON } from '../../send/dingtalk/remedy.ts'
import type { Language } from './page-speech.ts'

/**
 * What a failed attempt means and asks for, without the marks of Markdown. `detail` is what is kept
 * of it: a blocked address has the reason of a busy one and asks for something else.
 */
export function adviceOn(
  reason: FailureReason,
  detail: string | null | undefined,
  lang: Language,
): FailureAdvice {
  if (detail?.startsWith(BY_REASON.blocked)) return BLOCKED[lang]
  const { happened, bridge, remedy } = lang === 'zh-CN' ? ZH_CN[reason] : FAILURE_ADVICE[reason]
  const plain = (text: string): string => text.replaceAll('`', '')
  return { happened: plain(happened), bridge: plain(bridge), remedy: plain(remedy) }
}

const BLOCKED: Readonly<Record<Language, FailureAdvice>> = {
  en: {
    happened: 'DingTalk blocks the address that we call from, or a proxy on the way refuses us.',
    bridge: 'Nothing was sent. All that goes out by this address waits five minutes.',
    remedy:
      'If it comes again, look what else calls DingTalk from this address, and whether dingtalk.proxy lets us through. Nothing is lost until delivery.retry_for.',
  },
  'zh-CN': {
    happened: '钉钉封禁了我们的出口地址，或途中的代理拒绝我们。',
    bridge: '没有发送。经由这个地址的消息都等待五分钟。',
    remedy:
      '如果再次出现，请检查还有什么程序从这个地址调用钉钉，以及 dingtalk.proxy 是否放行。在 delivery.retry_for 之前不会丢失。',
  },
}

const ZH_CN: Readonly<Record<FailureReason, FailureAdvice>> = {
  token: {
    happened: '钉钉拒绝了访问令牌。',
    bridge: '会获取新的令牌再试。',
    remedy: '无需处理；如果持续出现，说明有别的程序在使用同一个应用，使令牌失效。',
  },
  rate: {
    happened: '调用过多：这个机器人在这个群、整个应用，或来自我们的地址。',
    bridge: '没有发送。在钉钉限制期间不再调用，期间累积的内容合并为一条汇总。',
    remedy:
      '无需处理。如果经常出现，说明别的程序也在用同一机器人或应用：调低 pace 或 calls_per_second。',
  },
  quota: {
    happened: '组织或个人的每日或每月额度已用完。',
    bridge: '每小时重试一次，直到 delivery.retry_for。',
    remedy: '购买额度、等到下个月，或减少发送：多合并，少通知几个目标。',
  },
  transient: {
    happened: '钉钉出现故障。',
    bridge: '1 秒到 5 分钟后重试，直到 delivery.retry_for。',
    remedy: '无需处理。',
  },
  ambiguous: {
    happened: '钉钉可能已发送，也可能没有，无从得知。',
    bridge: 'on_unknown: retry 时会重发同样的文字；hold 时投递变为待确认。',
    remedy: '对待确认的投递：先到群里查看，再重发或丢弃。',
  },
  config: {
    happened: '钉钉拒绝这个应用、机器人或群的当前配置。',
    bridge: '目标异常：投递会等待，并在 1、2、5 分钟后、之后每 10 分钟以及重新加载后立即试探一次。',
    remedy: '修正详情中指出的问题，在这里或在钉钉后台。在 delivery.retry_for 之前不会丢失。',
  },
  message: {
    happened: '钉钉拒绝这些文字：太长、链接不受信任，或缺少关键词。',
    bridge: '会用简短的纯文本再试一次；再被拒绝则成为死信。',
    remedy: '修改模板；如果自定义机器人要求关键词，请设置 keyword。',
  },
  recipient: {
    happened: '钉钉拒绝部分或全部人员。',
    bridge: '其他人照常通知；被拒绝的人列在投递中。',
    remedy: '更正人员 ID，或扩大应用的可见范围。',
  },
  network: {
    happened: '连接失败：域名、路由、代理、证书，或中途断开。',
    bridge: '1 秒到 5 分钟后重试。请求可能已到达时，由 on_unknown 决定。',
    remedy: '从网桥所在机器检查网络和 dingtalk.proxy。',
  },
  timeout: {
    happened: '钉钉没有及时应答。',
    bridge: '与 network 相同。',
    remedy: '网络较慢时，调大 dingtalk.timeout。',
  },
  template: {
    happened: '无法生成合适的文字。',
    bridge: '失败的模板改用 plain 并计数；只有连它也不行时，投递才成为死信。',
    remedy: '修改模板；用模板试验页或 dingbridge render 查看结果。',
  },
}
