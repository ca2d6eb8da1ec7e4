import { DatabaseError } from 'pg'
import { StoreUnavailable } from '../domain/store-unavailable.ts'

/**
 * Classes of SQLSTATE that mean "not now": connection, rolled back to let another through, full
 * (disk, memory, clients), somebody stopped it, its disk. From PgBouncer comes 08P01.
 */
const NOT_NOW = new Set(['08', '40', '53', '57', '58'])

/**
 * Single codes of the same kind, from classes that mostly mean a bug: a lock not had in time; a
 * server that only reads, in the middle of a failover; a password being changed; a database being
 * restored.
 */
const NOT_NOW_EITHER = new Set(['55P03', '25006', '28000', '28P01', '3D000'])

/** What a failed query means to the callers of the store: away, or a bug, which is thrown as it is. */
export function failureOf(error: unknown): unknown {
  if (!isUnavailable(error)) return error
  const { message } = error as Error
  return new StoreUnavailable(`The database cannot be used now: ${message}`, { cause: error })
}

/** The whole transaction is undone, and the same again may work at once. */
export const isRolledBack = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01')

/** Unknown to this session, there already, or outdated by a migration. Nothing was run. */
const NOT_PREPARED = new Set(['26000', '42P05', '0A000'])

/** The session has not the prepared statement that was asked for; the same without one works. */
export const isNotPrepared = (error: unknown): boolean =>
  error instanceof DatabaseError && NOT_PREPARED.has(error.code ?? '')

function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseError) {
    const code = error.code ?? ''
    return NOT_NOW.has(code.slice(0, 2)) || NOT_NOW_EITHER.has(code)
  }
  // Everything else that the driver throws is about the connection: a plain Error, or the system's.
  const isOurs = error instanceof TypeError || error instanceof RangeError
  return error instanceof Error && !isOurs
}

/** Why a first connection failed, with what to do about it. `place` is host, port and database. */
export function openingFailure(error: unknown, place: string): Error {
  const { code, message } = error as Error & { code?: string }
  const say = (what: string) => new Error(`PostgreSQL at ${place}: ${what}`, { cause: error })
  switch (code) {
    case '28P01':
    case '28000':
      return say(
        message.includes('no encryption')
          ? `${message}. Where the server wants encryption, set store.ca_file, or sslmode=require in store.url.`
          : `${message}. Check store.username and store.password (or those in store.url), and the server's pg_hba.conf.`,
      )
    case '3D000':
      return say(`${message}. Create it (CREATE DATABASE), or correct the name in store.url.`)
    case '42501':
      return say(
        `${message}. Let this role create a schema (GRANT CREATE ON DATABASE), or create one for it: CREATE SCHEMA dingbridge AUTHORIZATION the_role.`,
      )
    case 'ENOTFOUND':
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENOENT':
      return say(`it cannot be reached (${message || code}). Start it, or correct store.url.`)
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return say(
        `${message}. Write the name that its certificate has in store.url, or sslmode=verify-ca there to take any name.`,
      )
    case 'CERT_HAS_EXPIRED':
      return say(`its ${message}. Renew it at the server.`)
    default:
      if (/certificate|does not support SSL/i.test(message) || /CERT|^ERR_TLS/.test(code ?? ''))
        return say(`${message}. Set store.ca_file to its authority, or sslmode in store.url.`)
      if (/password must be a string/i.test(message))
        return say('it asks for a password. Set store.password or store.password_file.')
      return isUnavailable(error)
        ? say(`${message}. Is it up, and is store.url right?`)
        : (error as Error)
  }
}
