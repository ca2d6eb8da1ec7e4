/** By this header the server knows that nobody waits for the answer. */
export const POLLS = 'x-dingbridge-poll'

/**
 * The pages' script, as the browser gets it: keeps what is shown up to date, and the playground.
 * Everything else works without it. The server sends finished HTML.
 */
export const script = `'use strict'
const $ = (id) => document.getElementById(id)
const parse = (html) => new DOMParser().parseFromString(html, 'text/html')
const POLL = 4000

/* What is open, and where somebody is, stays as it is. */
const isBusy = (part) =>
  part.contains(document.activeElement) || part.querySelector('details.asks[open]') !== null

function takeOver(fresh) {
  for (const part of document.querySelectorAll('[data-live]')) {
    const other = fresh.getElementById(part.id)
    if (!other || isBusy(part)) continue
    if (part.dataset.live === 'rows') takeRows(part, other)
    else if (part.innerHTML !== other.innerHTML) {
      const open = [...part.querySelectorAll('details[open][id]')].map((each) => each.id)
      part.innerHTML = other.innerHTML
      for (const id of open) if ($(id)) $(id).open = true
    }
  }
}

/* Rows change where they are; of newer ones only a line says so, so that nothing jumps. */
function takeRows(part, other) {
  for (const row of part.rows) {
    const fresh = row.id && [...other.rows].find((each) => each.id === row.id)
    if (fresh && fresh.innerHTML !== row.innerHTML) row.innerHTML = fresh.innerHTML
  }
  const first = other.rows[0]?.id
  const newer = $('newer')
  if (newer && first && part.rows[0]?.id !== first) newer.style.visibility = 'visible'
}

async function poll() {
  const live = $('live')
  try {
    if (!document.hidden) {
      const headers = { accept: 'text/html', '${POLLS}': '1' }
      const answer = await fetch(location.href, { headers })
      if (answer.redirected || !answer.ok) throw new Error(answer.status)
      takeOver(parse(await answer.text()))
      say(live, true)
    }
  } catch {
    say(live, false)
  }
  setTimeout(poll, POLL)
}

function say(live, isThere) {
  const word = isThere ? live.dataset.liveWord : live.dataset.lostWord
  live.classList.toggle('lost', !isThere)
  if (live.textContent !== word) live.firstElementChild.textContent = word
}

if (document.body.hasAttribute('data-poll')) setTimeout(poll, POLL)

/* Who comes from elsewhere is not recognised at first: the cookie is kept from other sites. */
const login = document.querySelector('form[data-return]')
if (login && !document.querySelector('.notice'))
  fetch(login.dataset.return, { headers: { accept: 'text/html' } }).then((answer) => {
    if (answer.ok && !new URL(answer.url).pathname.startsWith('/login'))
      location.replace(login.dataset.return)
  }, () => {})

/* A filter that is chosen is a filter that is meant. */
for (const form of document.querySelectorAll('form[data-auto]'))
  form.addEventListener('change', (event) => {
    if (event.target.matches('select')) form.requestSubmit()
  })

/* An id is one tap away; where the browser lets nobody write there, a tap on it marks it whole. */
if (navigator.clipboard) document.body.classList.add('can-copy')
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]')
  if (!button) return
  await navigator.clipboard.writeText(button.dataset.copy)
  const word = button.textContent
  if (word === button.dataset.done) return
  button.textContent = button.dataset.done
  setTimeout(() => { button.textContent = word }, 1500)
})

/* Only one question at a time; Escape takes it back. */
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  const open = document.activeElement?.closest('details.asks[open]')
  if (!open) return
  open.open = false
  open.querySelector('summary').focus()
})
`
