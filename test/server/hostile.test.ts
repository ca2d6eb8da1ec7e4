import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { captured } from '../ingest/make.ts'
import { aHouse } from './make-house.ts'

interface Case {
  readonly file: string
  readonly route: string
  readonly headers: Readonly<Record<string, string | null>>
  readonly expect_status: readonly number[]
  readonly message_expected: boolean
  readonly why: string
}

const folder = new URL('../../../shared/payloads/hostile/', import.meta.url)
const manifest = new URL('manifest.public.json', folder)
const cases: readonly Case[] = existsSync(manifest)
  ? JSON.parse(readFileSync(manifest, 'utf8')).cases
  : []

// Skipped where the shared payloads are absent.
describe.skipIf(cases.length === 0)('hostile bodies', () => {
  test.each(cases)('$file: $why', async (hostile) => {
    const house = aHouse()
    const headers = Object.entries(hostile.headers).flatMap(([name, value]) =>
      value === null ? [] : [[name, value] as [string, string]],
    )
    const response = await house.door.request(`/webhook/${hostile.route}`, {
      method: 'POST',
      headers,
      body: readFileSync(new URL(hostile.file, folder)),
    })
    expect(hostile.expect_status).toContain(response.status)
    if (hostile.message_expected) expect(house.accepted[0]?.reading.alerts).not.toEqual([])
    expect(JSON.stringify(house.accepted)).not.toMatch(/\[object |"undefined"|NaN|Invalid Date/)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    const next = await house.post('/webhook/alertmanager', captured('am033-one-firing'))
    expect(next.status).toBe(202)
  })
})
