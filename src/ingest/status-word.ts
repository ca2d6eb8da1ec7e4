import type { AlertStatus } from '../domain/alert.ts'

/**
 * What a sender's own word for a state means. Null: nobody can know, and the alert is told as
 * firing with the word kept, because one message too many is better than a missing one.
 *
 * Numbers and booleans are such words: 1 is a problem for Zabbix and "up" for Uptime Kuma, `true`
 * is an alert here and a success there. A source with `map:` can say what they mean. Of a change
 * such as `DOWN -> UP` the end counts.
 */
export function readStatusWord(word: string): AlertStatus | null {
  const plain = (word.split(/->|=>|→/).at(-1) ?? '')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  if (RESOLVED.has(plain)) return 'resolved'
  if (FIRING.has(plain)) return 'firing'
  return null
}

const RESOLVED = new Set([
  'resolved',
  'resolve',
  'ok',
  'okay',
  'recovered',
  'recovery',
  'recover',
  'up',
  'online',
  'success',
  'successful',
  'succeeded',
  'passed',
  'pass',
  'fixed',
  'normal',
  'healthy',
  'green',
  'closed',
  'close',
  'cleared',
  'clear',
  'inactive',
  'back_to_normal',
  'available',
  '恢复',
  '已恢复',
  '正常',
  '已解决',
  '已关闭',
  '恢复正常',
  '告警恢复',
])

const FIRING = new Set([
  'firing',
  'fire',
  'alerting',
  'alert',
  'alarm',
  'problem',
  'trigger',
  'triggered',
  'open',
  'opened',
  'active',
  'down',
  'offline',
  'unhealthy',
  'fail',
  'failed',
  'failure',
  'failing',
  'error',
  'critical',
  'warning',
  'warn',
  'red',
  'unavailable',
  '告警',
  '报警',
  '故障',
  '异常',
  '触发',
])
