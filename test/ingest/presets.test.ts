import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Alert } from '../../src/domain/alert.ts'
import { aRequest, aSource } from './make.ts'

/*
 * One table for each preset, test/fixtures/presets/TYPE.yaml: a body, ours or one of the shared
 * payloads, and the alerts that a person would name from it.
 */

interface Row {
  /** Of the shared payloads, by its path there; skipped where they are absent. */
  readonly payload?: string
  readonly about?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: string
  /** Empty: understood and not told. */
  readonly alerts?: readonly Readonly<Record<string, unknown>>[]
  /** What the refusal says. */
  readonly refused?: string
  /** The row that tells of the same thing before: both have one fingerprint. */
  readonly follows?: string
}

const tables = new URL('../fixtures/presets/', import.meta.url)
const shared = new URL('../../../shared/payloads/', import.meta.url)

describe.each(
  readdirSync(tables)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [file.slice(0, -'.yaml'.length), file] as const),
)('%s', (type, file) => {
  const rows: readonly Row[] = parse(readFileSync(new URL(file, tables), 'utf8'))
  const source = aSource({ type })
  const read = (row: Row) => source.read(requestOf(row))

  test.each(rows.map((row) => [nameOf(row), row] as const))('%s', (name, row) => {
    if (row.payload !== undefined && !existsSync(new URL(row.payload, shared))) {
      console.warn(`${name}: skipped, the shared payloads are absent.`)
      return
    }
    const reading = read(row)
    if (row.refused !== undefined) {
      expect(reading).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining(row.refused) },
      })
      return
    }
    if (!reading.ok) throw new Error(reading.error.message)
    const { alerts, ignored } = reading.value
    expect(alerts.map(view)).toMatchObject(row.alerts ?? [])
    expect(ignored).toBe(row.alerts?.length === 0)
    for (const { annotations } of alerts) expect(annotations).not.toHaveProperty('mapping_failed')
    if (row.follows === undefined) return
    const before = read(rowNamed(rows, row.follows))
    expect(alerts.map(({ fingerprint }) => fingerprint)).toEqual(
      before.ok && before.value.alerts.map(({ fingerprint }) => fingerprint),
    )
  })
})

const nameOf = (row: Row): string => row.about ?? row.payload ?? ''

function rowNamed(rows: readonly Row[], name: string): Row {
  const found = rows.find((row) => nameOf(row) === name)
  if (!found) throw new Error(`There is no row ${name}.`)
  return found
}

function requestOf(row: Row) {
  const body = row.payload ? readFileSync(new URL(row.payload, shared)) : row.body
  const headers = { 'content-type': 'application/json', ...headersOf(row.payload), ...row.headers }
  return aRequest(body === undefined ? new Uint8Array() : body, {
    headers,
    ...(row.query === undefined ? {} : { method: 'GET', query: new URLSearchParams(row.query) }),
  })
}

function headersOf(payload: string | undefined): Record<string, string> {
  const file = new URL(`${payload?.replace(/\.json$/, '')}.headers.json`, shared)
  if (payload === undefined || !existsSync(file)) return {}
  const { headers } = JSON.parse(readFileSync(file, 'utf8'))
  return Object.fromEntries(
    headers.map(([name, value]: [string, string]) => [name.toLowerCase(), value]),
  )
}

/** What a row may say of an alert. */
const view = (alert: Alert) => ({
  kind: alert.kind,
  status: alert.status,
  name: alert.labels['alertname'],
  severity: alert.labels['severity'],
  result: alert.labels['result'],
  value: alert.value,
  starts: new Date(alert.startsAt).toISOString(),
  ends: alert.endsAt === null ? null : new Date(alert.endsAt).toISOString(),
  source: alert.links.source,
  commit: alert.links.commit,
  id: alert.fingerprint,
  labels: alert.labels,
  says: alert.annotations,
})
