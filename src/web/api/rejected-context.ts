import { DAY, type Instant } from '../../domain/clock.ts'

/** What a refused body came with and needs to be read, besides its bytes. */
export interface RejectedContext {
  readonly method: string
  /** Without credentials. */
  readonly headers: Readonly<Record<string, string>>
  /** `?receiver=`, or null. */
  readonly receiver: string | null
}

interface Memory {
  remember(key: string, value: string, until: Instant): Promise<void>
  recall(key: string, now: Instant): Promise<string | null>
}

/** A little longer than the body itself. */
const KEPT = 8 * DAY

export const keepContext = (
  id: string,
  context: RejectedContext,
  memory: Pick<Memory, 'remember'>,
  now: Instant,
): Promise<void> => memory.remember(keyOf(id), JSON.stringify(context), now + KEPT)

export async function contextOf(
  id: string,
  memory: Pick<Memory, 'recall'>,
  now: Instant,
): Promise<RejectedContext> {
  const text = await memory.recall(keyOf(id), now)
  return text === null ? NOTHING_KNOWN : (JSON.parse(text) as RejectedContext)
}

const NOTHING_KNOWN: RejectedContext = { method: 'POST', headers: {}, receiver: null }

const keyOf = (id: string): string => `rejected:${id}`
