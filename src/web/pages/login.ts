import { html } from 'hono/html'
import { SECOND } from '../../domain/clock.ts'
import type { Attempts } from '../access/attempts.ts'
import { recognise } from '../access/credentials.ts'
import { SESSION_COOKIE, SESSION_KEPT, startSession } from '../access/session.ts'
import { type AdminContext, type AdminRoute, addressOf, readForm } from '../admin-route.ts'
import type { Desk } from '../desk.ts'
import type { Page, View } from './page.ts'
import { notice } from './parts.ts'
import { action, answerPage, page, seeOther, viewOf } from './serve.ts'

/** Where people sign in; programs send their credential with every request. */
export const loginRoutes = (desk: Desk, attempts: Attempts): readonly AdminRoute[] => [
  page(desk, '/login', async (view) =>
    desk.plan().admin.auth === null ? seeOther('/') : loginPage(view, pathIn(view.url), null),
  ),
  { method: 'POST', path: '/login', answer: (c) => signIn(desk, attempts, c) },
  action(desk, '/logout', async (_view, _form, c) => {
    const gone = seeOther('/login')
    gone.headers.set('set-cookie', cookie('', 0, c))
    return gone
  }),
]

/** No session exists yet, so no form token either: the guard has looked where it comes from. */
async function signIn(desk: Desk, attempts: Attempts, c: AdminContext): Promise<Response> {
  const { auth } = desk.plan().admin
  if (auth === null) return seeOther('/')
  const view = viewOf(desk, c)
  const { now, say } = view.speech
  const address = addressOf(c, desk)
  const wait = attempts.waitFor(address, now, 'overall')
  const form = await readForm(c, desk)
  if (!form.ok) return form.error
  const to = safePath(form.value.get('to') ?? '')
  if (wait > 0) {
    const refused = await answerPage(c, view, {
      ...loginPage(view, to, say('login_wait', wait)),
      status: 429,
    })
    refused.headers.set('retry-after', String(wait))
    return refused
  }
  const username = form.value.get('username') ?? ''
  const credential = recognise(auth, { username, secret: form.value.get('password') ?? '' })
  if (!credential) {
    attempts.note(address, now)
    return answerPage(c, view, { ...loginPage(view, to, say('login_wrong')), status: 401 })
  }
  const come = seeOther(to)
  const value = startSession(credential, desk.key, now, desk.chance)
  come.headers.set('set-cookie', cookie(value, SESSION_KEPT / SECOND, c))
  return come
}

function loginPage(view: View, to: string, wrong: string | null): Page {
  const { say } = view.speech
  return {
    title: say('login'),
    name: null,
    isBare: true,
    body: html`<form class="card login" method="post" action="/login" data-return="${to}"><h1>${say('login')}</h1>
${wrong === null ? '' : notice('bad', wrong)}
<input type="hidden" name="to" value="${to}">
<div class="field"><label for="l-name">${say('username')}</label><input id="l-name" name="username" autocomplete="username" autocapitalize="off" spellcheck="false"></div>
<div class="field"><label for="l-secret">${say('password')}</label><input id="l-secret" name="password" type="password" required autocomplete="current-password" aria-describedby="l-hint"><span class="hint" id="l-hint">${say('password_hint')}</span></div>
<button class="act main">${say('login')}</button></form>`,
  }
}

const pathIn = (url: URL): string => safePath(url.searchParams.get('to') ?? '')

/** Only a path of ours: `//elsewhere` and `/\elsewhere` are other hosts to a browser. */
const safePath = (path: string): string =>
  /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path) && !path.startsWith('/login') ? path : '/'

function cookie(value: string, seconds: number, c: AdminContext): string {
  const isSecure =
    new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https'
  const secure = isSecure ? '; Secure' : ''
  return `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`
}
