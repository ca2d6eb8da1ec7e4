import { createHash } from 'node:crypto'
import { favicon } from '../../drawing/icons.ts'
import { bubbleStyle } from '../../drawing/style-bubble.ts'
import { tokens } from '../../drawing/tokens.ts'
import { problem } from '../../server/problem.ts'
import { formToken, isFormToken } from '../access/session.ts'
import { cookieOf } from '../admin-guard.ts'
import { type AdminContext, type AdminRoute, readForm } from '../admin-route.ts'
import type { Desk } from '../desk.ts'
import { createPageSpeech, isLanguage, type Language } from '../look/page-speech.ts'
import { POLLS, script as pollScript } from '../look/script.ts'
import { playgroundScript } from '../look/script-playground.ts'
import { frameStyle } from '../look/style-frame.ts'
import { pagesStyle } from '../look/style-pages.ts'
import { partsStyle } from '../look/style-parts.ts'
import { frame } from './frame.ts'
import { messagePage } from './message-page.ts'
import type { Page, View } from './page.ts'

/** A page that looks at something. A response is given as it is: a redirect, a file. */
export const page = (
  desk: Desk,
  path: string,
  draw: (view: View, c: AdminContext) => Promise<Page | Response>,
): AdminRoute => ({
  method: 'GET',
  path,
  async answer(c) {
    const view = viewOf(c.req.header(POLLS) === undefined ? desk : (desk.forPolls ?? desk), c)
    return answerPage(c, view, await draw(view, c))
  },
})

/** A form that changes something; without our token nothing is done. */
export const action = (
  desk: Desk,
  path: string,
  act: (view: View, form: URLSearchParams, c: AdminContext) => Promise<Page | Response>,
): AdminRoute => ({
  method: 'POST',
  path,
  async answer(c) {
    const view = viewOf(desk, c)
    const form = await readForm(c, desk)
    if (!form.ok) return form.error
    const given = form.value.get('token') ?? ''
    if (!isFormToken(given, c.get('session'), desk.key, view.speech.now)) {
      const { say } = view.speech
      return answerPage(c, view, messagePage(view, problem('form_expired', say('form_old'))))
    }
    return answerPage(c, view, await act(view, form.value, c))
  },
})

/** Back to a page that looks, so that a reload does nothing twice. */
export const seeOther = (path: string): Response =>
  new Response(null, { status: 303, headers: { location: path } })

export function viewOf(desk: Desk, c: AdminContext): View {
  const { locale, timezone } = desk.plan()
  const url = new URL(c.req.url)
  const wished = url.searchParams.get('lang') ?? cookieOf(c.req.header('cookie'), LANGUAGE_COOKIE)
  const configured: Language = isLanguage(locale) ? locale : 'en'
  const now = desk.clock.now()
  const session = c.get('session') ?? null
  return {
    desk,
    url,
    speech: createPageSpeech(
      isLanguage(wished ?? '') ? (wished as Language) : configured,
      timezone,
      now,
    ),
    isSignedIn: session !== null,
    token: formToken(session, desk.key, now),
  }
}

export async function answerPage(
  c: AdminContext,
  view: View,
  shown: Page | Response,
): Promise<Response> {
  if (shown instanceof Response) return shown
  const { url, speech } = view
  const headers = new Headers(PAGE_HEADERS)
  if (isLanguage(url.searchParams.get('lang') ?? ''))
    headers.append(
      'set-cookie',
      `${LANGUAGE_COOKIE}=${speech.lang}; Path=/; Max-Age=31536000; SameSite=Strict`,
    )
  const text = String(await frame(shown, view, VERSION))
  return new Response(c.req.method === 'HEAD' ? null : text, {
    status: shown.status ?? 200,
    headers,
  })
}

const LANGUAGE_COOKIE = 'dingbridge_lang'

/** Nothing but what the page brings itself, and no other host for anything. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  // With none at all, browsers would not say on a form that it is ours.
  'referrer-policy': 'same-origin',
}

const STYLE = [tokens, frameStyle, partsStyle, pagesStyle, bubbleStyle].join('\n')
const script = pollScript + playgroundScript
const VERSION = createHash('sha256').update(STYLE).update(script).digest('hex').slice(0, 12)

/** What pages load besides themselves; open to all, also to the login page. */
export const assets: readonly AdminRoute[] = [
  asset('admin.css', 'text/css', STYLE),
  asset('admin.js', 'text/javascript', script),
  asset('favicon.svg', 'image/svg+xml', favicon),
]

function asset(name: string, type: string, text: string): AdminRoute {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    // Its address changes with what it says.
    'cache-control': 'public, max-age=31536000, immutable',
  }
  return { method: 'GET', path: `/assets/${name}`, answer: () => new Response(text, { headers }) }
}
