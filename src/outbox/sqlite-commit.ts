import { StoreUnavailable } from '../domain/store-unavailable.ts'
import type { openOperations } from './sqlite-operations.ts'

export interface Request {
  readonly id: number
  readonly method: string
  readonly args: readonly unknown[]
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: Failure }

/** An error in a form that survives the way between threads. */
export interface Failure {
  readonly unavailable: boolean
  readonly message: string
  readonly stack: string | undefined
  readonly retryAfterSeconds: number
}

/** Does requests in one transaction, and says of each what became of it. */
export function commit(
  batch: readonly Request[],
  { db, operations }: Pick<ReturnType<typeof openOperations>, 'db' | 'operations'>,
): readonly Reply[] {
  if (batch.length === 0) return []
  const replies: Reply[] = []
  try {
    db.exec('BEGIN IMMEDIATE')
    for (const request of batch) replies.push(run(request))
    db.exec('COMMIT')
    return replies
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    return batch.map(({ id }) => ({ id, error: failureOf(error) }))
  }

  /** One request in a savepoint: when it fails, the others of the batch do not. */
  function run({ id, method, args }: Request): Reply {
    const operation = operations[method as keyof typeof operations] as (
      ...args: readonly unknown[]
    ) => unknown
    try {
      db.exec('SAVEPOINT one')
      const value = operation(...args)
      db.exec('RELEASE one')
      return { id, value }
    } catch (error) {
      // A full or broken disk may have undone the whole transaction: nothing of it is on disk, and
      // what came now would be on its own.
      if (!db.isTransaction) throw error
      db.exec('ROLLBACK TO one; RELEASE one')
      return { id, error: failureOf(error) }
    }
  }
}

/** SQLite's primary codes for "not now": the disk is full, busy, gone or read-only. */
const NOT_NOW = new Set([5, 6, 8, 10, 13, 14, 23])

export function failureOf(error: unknown): Failure {
  const { message, stack, errcode } = error as Error & { errcode?: number }
  const unavailable = error instanceof StoreUnavailable || NOT_NOW.has((errcode ?? 0) & 0xff)
  const retryAfterSeconds = error instanceof StoreUnavailable ? error.retryAfterSeconds : 5
  return { unavailable, message, stack, retryAfterSeconds }
}
