import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { realClock } from '../../src/process.ts'
import { listenSandbox } from '../../src/sandbox/listen.ts'
import { startChild } from '../support/child-bridge.ts'
import { HEAD, post } from '../support/house.ts'

interface Seen {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
}

test('a collector is told of the whole way of a webhook, in the trace of its sender', async () => {
  const seen: Seen[] = []
  const collector = createServer(async (request, response) => {
    const body = JSON.parse(await text(request))
    expect([request.url, request.headers['x-key']]).toEqual(['/v1/traces', 'planted'])
    seen.push(...body.resourceSpans[0].scopeSpans[0].spans)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void collector.close())
  const sandbox = await listenSandbox({ clock: realClock })
  onTestFinished(sandbox.close)
  const folder = mkdtempSync(join(tmpdir(), 'dingbridge-traces-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const config = join(folder, 'bridge.yaml')
  const rest = `receivers: [{ name: sre, targets: [{ group: cidOne, name: chat }] }]\nroute: { receiver: sre }\n`
  writeFileSync(config, `${HEAD}${rest}`)
  const { port } = collector.address() as AddressInfo
  const child = await startChild(config, {
    SANDBOX: sandbox.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=planted',
  })
  onTestFinished(async () => void (await child.end('SIGKILL')))

  const trace = 'abcdef'.padEnd(32, '0')
  const answer = await post(
    `${child.url}/webhook/generic`,
    { title: 'Disk full' },
    { prefer: 'wait=30', traceparent: `00-${trace}-00f067aa0ba902b7-01` },
  )
  expect(answer.status).toBe(200)
  expect(await child.end('SIGTERM')).toBe(0)
  expect(seen.map(({ name }) => name).sort()).toEqual([
    'accept',
    'attempt group',
    'deliver chat',
    'webhook generic',
  ])
  expect(new Set(seen.map(({ traceId }) => traceId))).toEqual(new Set([trace]))
  const parents = seen.map(({ parentSpanId }) => parentSpanId)
  expect(parents.filter((id) => !seen.some(({ spanId }) => spanId === id))).toEqual([
    '00f067aa0ba902b7',
  ])
  expect(child.output()).not.toContain('planted')
})
