import { setTimeout as delay } from 'node:timers/promises'
import { type Acknowledged, markOf } from './account.ts'
import type { Chat } from './chaos-chats.ts'
import { insist, webhookBody } from './sender.ts'

/** So many of the notifications say that an earlier one is over. */
const ENDS = 0.3

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
    isEnd: random() < ENDS,
  }))
  await Promise.all(
    chats.map(async (chat) => {
      const own = due.filter((one) => one.chat === chat).sort((a, b) => a.at - b.at)
      const fires: { readonly mark: string; readonly at: number }[] = []
      for (const { at, isEnd } of own) {
        await delay(Math.max(0, at - Date.now()))
        const mark = markOf(++number)
        const now = Date.now()
        const ends = isEnd ? fires.shift() : undefined
        if (!ends) fires.push({ mark, at: now })
        const alerts = [{ alertname: mark, severity: 'warning' }]
        const told = { mark, chat: chat.name, alerts, ...(ends && { ends }) }
        await insist([url], webhookBody(told, now))
        const to = chat.ears.length > 0 ? chat.ears : [chat.name]
        acknowledged.push({ mark, to, ...(ends && { ends: ends.mark }) })
      }
    }),
  )
  return acknowledged
}
