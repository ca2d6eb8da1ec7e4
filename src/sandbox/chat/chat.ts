import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { favicon } from '../../drawing/icons.ts'
import { bubbleStyle } from '../../drawing/style-bubble.ts'
import { tokens } from '../../drawing/tokens.ts'
import type { SandboxEnv } from '../dingtalk.ts'
import type { World } from '../world.ts'
import { renderPage, updatesFor } from './page.ts'
import { script } from './script.ts'
import { style } from './style.ts'
import { messageStyle } from './style-message.ts'
import { type Words, wordsFor } from './words.ts'

/** Nothing but what this page brings itself, and no other host for anything. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page with the chats, and the stream that keeps it up to date. */
export function createChat(world: World, closing: AbortSignal): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>()
  app.get('/', (c) => {
    secure(c)
    return c.html(renderPage(world.arrivals.list(), world.names, wordsOf(c)))
  })
  app.get('/sandbox/chat.css', (c) =>
    asset(c, 'text/css', tokens + style + messageStyle + bubbleStyle),
  )
  app.get('/sandbox/chat.js', (c) => asset(c, 'text/javascript', script))
  app.get('/sandbox/favicon.svg', (c) => asset(c, 'image/svg+xml', favicon))
  app.get('/sandbox/events', (c) => streamUpdates(c, world, closing))
  return app
}

function wordsOf(c: Context<SandboxEnv>): Words {
  return wordsFor(c.req.query('lang') ?? c.req.header('accept-language') ?? '')
}

function secure(c: Context<SandboxEnv>): void {
  c.header('content-security-policy', POLICY)
  c.header('x-content-type-options', 'nosniff')
  c.header('referrer-policy', 'no-referrer')
  c.header('cache-control', 'no-store')
}

function asset(c: Context<SandboxEnv>, type: string, text: string): Response {
  secure(c)
  return c.body(text, 200, { 'content-type': `${type}; charset=utf-8` })
}

/** First what the page has missed since it was drawn, then each message as it comes. */
function streamUpdates(c: Context<SandboxEnv>, world: World, closing: AbortSignal): Response {
  const words = wordsOf(c)
  const last = c.req.header('last-event-id') ?? c.req.query('since') ?? 'm0'
  return streamSSE(c, async (stream) => {
    let written: Promise<void> = stream.writeSSE({ event: 'hello', data: '' })
    const write = (event: string, data: unknown, id = ''): void => {
      const message = { event, data: JSON.stringify(data), ...(id === '' ? {} : { id }) }
      written = written.then(() => stream.writeSSE(message))
    }
    const stop = world.arrivals.listen((arrived) => {
      if (arrived === null) return write('cleared', null)
      for (const update of updatesFor(arrived, world.names, words))
        write('arrived', update, arrived.id)
    })
    for (const arrived of world.arrivals.list(/^m\d+$/.test(last) ? last : 'm0'))
      for (const update of updatesFor(arrived, world.names, words))
        write('arrived', update, arrived.id)
    await new Promise<void>((resolve) => {
      stream.onAbort(resolve)
      closing.addEventListener('abort', () => resolve(), { once: true })
    })
    stop()
    await written
  })
}
