import { createHmac } from 'node:crypto'
import type { Chance } from '../domain/chance.ts'
import { DAY, type Instant } from '../domain/clock.ts'
import { isSame } from '../ingest/signature.ts'
import type { Memory } from '../send/gateway.ts'

/** How long a link to a page of ours can be followed. */
export const PAGE_KEPT = 7 * DAY

/**
 * What stands behind `/n/`: which delivery, until when, and a signature over both, so that nobody
 * can read another one by counting. Letters and digits only: it stands in Markdown links.
 */
export function pageToken(delivery: string, until: Instant, key: string): string {
  const claim = `${delivery}.${Math.floor(until / 1000).toString(36)}`
  return `${claim}.${sign(claim, key)}`
}

/** The delivery that a token of ours names, or null: not ours, or too old. */
export function readPageToken(token: string, key: string, now: Instant): string | null {
  const [delivery, until, signature] = token.split('.')
  if (!delivery || !until || !signature) return null
  if (!isSame(signature, sign(`${delivery}.${until}`, key))) return null
  return Number.parseInt(until, 36) * 1000 > now ? delivery : null
}

/** 120 bits: enough for a link that is good for a week. */
const sign = (claim: string, key: string): string =>
  createHmac('sha256', key).update(claim).digest('hex').slice(0, 30)

/** Made once, at the first start, and shared by whoever has the same store. */
export async function pageKeyOf(memory: Memory, now: Instant, chance: Chance): Promise<string> {
  const known = await memory.recall('page-key')
  if (known) return known
  const made = Buffer.from(chance.bytes(32)).toString('base64url')
  await memory.remember('page-key', made, now + 100 * 365 * DAY)
  return made
}
