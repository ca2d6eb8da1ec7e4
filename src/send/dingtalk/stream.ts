import { ProxyAgent, WebSocket } from 'undici'
import type { App } from '../../domain/app.ts'
import { type Clock, SECOND } from '../../domain/clock.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { isSuccessStatus, readBody, textOf } from './answer-body.ts'
import { classify } from './classify.ts'
import type { Client } from './client.ts'
import { type Heard, ROBOT_TOPIC, readFrame } from './stream-frame.ts'

export interface StreamDeps {
  readonly client: Client
  readonly clock: Clock
}

export interface StreamListener {
  /** A connection stands: what is said to the robot from now on is heard. */
  connected(): void
  heard(heard: Heard): void
}

/**
 * DingTalk's Stream mode: a connection that we open, over which it tells what people say to an app's
 * robot. No address of ours has to be reachable. Resolves when `signal` fires, or with why there is
 * no connection.
 */
export async function listenToRobot(
  app: App,
  listener: StreamListener,
  { client, clock }: StreamDeps,
  signal: AbortSignal,
): Promise<Result<null, string>> {
  while (!signal.aborted) {
    const opened = await open(app, client, signal)
    if (signal.aborted) break
    if (!opened.ok) return opened
    const problem = await converse(opened.value, app.endpoints.proxy, listener, signal)
    if (problem !== null && !signal.aborted) return err(problem)
    // DingTalk moves its connections now and then, and wants a new one to be asked for.
    await clock.sleep(SECOND, signal)
  }
  return ok(null)
}

/** The address of a connection that is meant for us, with its ticket. */
async function open(app: App, client: Client, signal: AbortSignal): Promise<Result<URL, string>> {
  const { credentials, endpoints } = app
  const isInternal = credentials.kind === 'internal'
  const answer = await client.send(
    {
      method: 'POST',
      url: `${endpoints.apiUrl}/v1.0/gateway/connections/open`,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        clientId: isInternal ? credentials.appKey : credentials.suiteKey,
        clientSecret: (isInternal ? credentials.appSecret : credentials.suiteSecret).reveal(),
        subscriptions: [{ type: 'CALLBACK', topic: ROBOT_TOPIC }],
        ua: 'dingbridge',
      }),
      proxy: endpoints.proxy,
      timeoutMs: endpoints.timeoutMs,
    },
    signal,
  )
  const isFine = answer.kind === 'answered' && isSuccessStatus(answer.status)
  const fields = isFine ? readBody(answer.body)?.fields : undefined
  const endpoint = textOf(fields?.['endpoint'])
  const ticket = textOf(fields?.['ticket'])
  if (endpoint === null || ticket === null) return err(classify(answer, 'token').detail)
  // Never in the clear, unless the whole of DingTalk is a stand-in that is asked in the clear.
  const secure = endpoints.apiUrl.startsWith('http:') ? ['ws:', 'wss:'] : ['wss:']
  if (!URL.canParse(endpoint) || !secure.includes(new URL(endpoint).protocol))
    return err('DingTalk names an address for the connection that is none')
  const url = new URL(endpoint)
  url.searchParams.set('ticket', ticket)
  return ok(url)
}

/** One connection until it ends. A sentence when it never stood. */
function converse(
  url: URL,
  proxy: string | null,
  listener: StreamListener,
  signal: AbortSignal,
): Promise<string | null> {
  const dispatcher = proxy === null ? undefined : new ProxyAgent(proxy)
  const socket = new WebSocket(url, dispatcher && { dispatcher })
  const hangUp = () => socket.close()
  signal.addEventListener('abort', hangUp, { once: true })
  let stood = false
  return new Promise((resolve) => {
    socket.addEventListener('open', () => {
      stood = true
      listener.connected()
    })
    socket.addEventListener('message', ({ data }) => {
      const { reply, heard, isLast } = readFrame(String(data))
      if (reply !== null) socket.send(reply)
      if (heard) listener.heard(heard)
      if (isLast) socket.close()
    })
    // What went wrong is told by the end that follows.
    socket.addEventListener('error', () => {})
    socket.addEventListener('close', () => {
      signal.removeEventListener('abort', hangUp)
      void dispatcher?.close()
      resolve(stood ? null : `the connection to ${url.host} (WebSocket) cannot be made`)
    })
  })
}
