import { describe, expect, test } from 'vitest'
import type { Alert } from '../../src/domain/alert.ts'
import { aSource } from './make.ts'
import { isAbsent, nameOf, type Row, requestOf, TABLES } from './preset-tables.ts'

describe.each(TABLES)('%s', (type, rows) => {
  const source = aSource({ type })
  const read = (row: Row) => source.read(requestOf(row))

  // Skipped where the shared payloads are absent.
  for (const row of rows)
    test.skipIf(isAbsent(row))(nameOf(row), () => {
      const reading = read(row)
      expect(JSON.stringify(reading)).not.toContain('do-not-tell')
      if (row.refused !== undefined) {
        const message = expect.stringContaining(row.refused)
        expect(reading).toMatchObject({ ok: false, error: { message } })
        return
      }
      if (!reading.ok) throw new Error(reading.error.message)
      const { alerts, ignored } = reading.value
      expect(alerts.map(view)).toMatchObject(row.alerts ?? [])
      expect(ignored).toBe(row.alerts?.length === 0)
      for (const { annotations } of alerts) expect(annotations).not.toHaveProperty('mapping_failed')
      if (row.follows !== undefined)
        expect(fingerprints(reading)).toEqual(fingerprints(read(rowNamed(rows, row.follows))))
    })
})

function rowNamed(rows: readonly Row[], name: string): Row {
  const found = rows.find((row) => nameOf(row) === name)
  if (!found) throw new Error(`There is no row ${name}.`)
  return found
}

type Outcome = ReturnType<ReturnType<typeof aSource>['read']>

const fingerprints = (reading: Outcome): readonly string[] =>
  reading.ok ? reading.value.alerts.map(({ fingerprint }) => fingerprint) : []

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
