import { aDesk, aNewDelivery, type House, NOON } from './make-desk.ts'

export { aDesk, aNewDelivery, look, NOON } from './make-desk.ts'

export const ATTEMPT_AT = '2026-11-22 12:00:00'

/** A house in which d1 was told to the chat, and DingTalk gave a receipt. */
export async function tried(): Promise<House> {
  const house = await aDesk()
  await house.accept('chat', aNewDelivery('d1'))
  const attempt = { delivery: 'd1', at: NOON, tookMs: 12, part: 0, recipients: [] }
  const answer = { reason: null, code: null, detail: null, receipt: 'pqk-1' }
  await house.settle('chat', {
    attempts: [{ ...attempt, ...answer, outcome: 'sent' }],
    changes: [{ id: 'd1', state: 'sent' }],
  })
  return house
}
