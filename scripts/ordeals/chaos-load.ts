import { setTimeout as delay } from 'node:timers/promises'
import { type Acknowledged, markOf } from './account.ts'
import type { Chat } from './chaos-chats.ts'
import { insist, webhookBody } from './sender.ts'

/** Each chat is told at random moments of the whole time, one notification after the other. */
export async function postAll(
  url: string,
  chats: readonly Chat[],
  { notifications, lastingMs }: { readonly notifications: number; readonly lastingMs: number },
  random: () => number,
): Promise<readonly Acknowledged[]> {
  const acknowledged: Acknowledged[] = []
  const startedAt = Date.now()
  let number = 0
  const due = Array.from({ length: notifications }, (_, i) => ({
    chat: chats[i % chats.length],
    at: startedAt + lastingMs * random(),
  }))
  await Promise.all(
    chats.map(async (chat) => {
      const own = due.filter((one) => one.chat === chat).sort((a, b) => a.at - b.at)
      for (const { at } of own) {
        await delay(Math.max(0, at - Date.now()))
        const mark = markOf(++number)
        const alerts = [{ alertname: mark, severity: 'warning' }]
        await insist([url], webhookBody({ mark, chat: chat.name, alerts }, Date.now()))
        acknowledged.push({ mark, to: chat.ears.length > 0 ? chat.ears : [chat.name] })
      }
    }),
  )
  return acknowledged
}
