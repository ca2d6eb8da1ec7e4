import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { InboundRequest } from '../../src/ingest/source.ts'
import { aRequest } from './make.ts'

/** A body, ours or one of the shared payloads, and what a person would name from it. */
export interface Row {
  /** Of the shared payloads, by its path there. */
  readonly payload?: string
  readonly about?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Of a GET. */
  readonly query?: string
  /** Empty: understood and not told. */
  readonly alerts?: readonly Readonly<Record<string, unknown>>[]
  /** What the refusal says. */
  readonly refused?: string
  /** The row that tells of the same thing before: both have one fingerprint. */
  readonly follows?: string
  /** Whose `auto` takes it to be, where that is not this type's; null: nobody's. */
  readonly auto?: string | null
}

const tables = new URL('../fixtures/presets/', import.meta.url)
export const shared = new URL('../../../shared/payloads/', import.meta.url)

/** One table for each preset: test/fixtures/presets/TYPE.yaml. */
export const TABLES: readonly (readonly [type: string, rows: readonly Row[]])[] = readdirSync(
  tables,
)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => [
    file.slice(0, -'.yaml'.length),
    parse(readFileSync(new URL(file, tables), 'utf8')),
  ])

export const nameOf = (row: Row): string => row.about ?? row.payload ?? ''

export const isAbsent = ({ payload }: Row): boolean =>
  payload !== undefined && !existsSync(new URL(payload, shared))

export function requestOf(row: Row): InboundRequest {
  const body = row.payload ? readFileSync(new URL(row.payload, shared)) : row.body
  const headers = { ...headersOf(row.payload), ...row.headers }
  return aRequest(body === undefined ? new Uint8Array() : body, {
    headers: { 'content-type': 'application/json', ...headers },
    ...(row.query === undefined ? {} : { method: 'GET', query: new URLSearchParams(row.query) }),
  })
}

/** What its sender sends with it, where the corpus says. */
function headersOf(payload: string | undefined): Record<string, string> {
  if (payload === undefined) return {}
  const file = [`${payload}.headers.json`, payload.replace(/\.json$/, '.headers.json')]
    .map((name) => new URL(name, shared))
    .find((candidate) => existsSync(candidate))
  if (!file) return {}
  const { headers } = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(headers)) return {}
  const pairs: readonly (readonly [string, string])[] = Array.isArray(headers[0])
    ? headers
    : headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1]]] : []))
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]))
}
