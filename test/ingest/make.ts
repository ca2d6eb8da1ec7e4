import { readFileSync } from 'node:fs'
import { NO_LABELS } from '../../src/domain/labels.ts'
import { Secret } from '../../src/domain/secret.ts'
import { UTC } from '../../src/domain/zone.ts'
import { type Auth, NO_AUTH } from '../../src/ingest/auth.ts'
import type { InboundRequest, Source, SourceSettings } from '../../src/ingest/source.ts'
import { openSource } from '../../src/ingest/sources.ts'

export const NOW = Date.parse('2026-11-22T00:00:00Z')

export function aSource(settings: Partial<SourceSettings> = {}): Source {
  const type = settings.type ?? 'alertmanager'
  return openSource({
    name: type,
    type,
    auth: null,
    labels: NO_LABELS,
    receivers: [],
    dedupWindowMs: 120_000,
    linkRewrites: [],
    map: null,
    zone: UTC,
    ...settings,
  })
}

/** A request with a JSON body; a text or bytes are sent as they are. */
export function aRequest(body: unknown, over: Partial<InboundRequest> = {}): InboundRequest {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    query: new URLSearchParams(),
    body: bytesOf(body),
    address: '127.0.0.1',
    receivedAt: NOW,
    ...over,
  }
}

export const anAuth = (over: Partial<Auth> = {}): Auth => ({ ...NO_AUTH, ...over })

export const secrets = (...values: readonly string[]): readonly Secret[] =>
  values.map((value) => new Secret(value))

/** A body that a real Alertmanager or Prometheus sent. */
export const captured = (name: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(new URL(`../fixtures/alertmanager/${name}.json`, import.meta.url)))

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}
