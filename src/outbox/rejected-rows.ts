import { constants, gunzipSync } from 'node:zlib'
import type { RejectedBeginning, RejectedContext, RejectedWebhook } from './rejected.ts'

/** As much as people are shown of a body that nobody can read. */
const BEGINNING = 16 * 1024

/** What is compressed is hardly ever longer than what it stands for, and then by its frame. */
export const PACKED_BEGINNING = BEGINNING + 256

type RejectedHead = Omit<RejectedWebhook, 'body' | 'context'>

/** A row of `rejected`, as any database gives it. */
type Row = Readonly<Record<string, unknown>>

export const rejectedHead = (row: Row): RejectedHead => ({
  id: String(row['id']),
  at: Number(row['at']),
  source: String(row['source']),
  code: String(row['code']),
  message: String(row['message']),
})

export const contextText = (context: RejectedContext | null): string | null =>
  context && JSON.stringify(context)

export const rejectedContext = (row: Row): RejectedContext | null =>
  typeof row['context'] === 'string' ? JSON.parse(row['context']) : null

/** From the first bytes of the compressed body, and the last four, which say how long it was. */
export function rejectedBeginning(row: Row): RejectedBeginning {
  const [packed, length] = [row['beginning'] as Uint8Array, row['length'] as Uint8Array]
  const unpacked = gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH })
  const beginning = new Uint8Array(unpacked.subarray(0, BEGINNING))
  return { ...rejectedHead(row), bytes: Buffer.from(length).readUInt32LE(0), beginning }
}
