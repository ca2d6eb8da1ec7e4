/**
 * The page's script, as the browser gets it. The address says which chat is open, so that back,
 * reload and links work, and the stylesheet alone can show it. The server sends finished HTML.
 */
export const script = `'use strict'
const $ = (id) => document.getElementById(id)
const page = document.documentElement
const chats = $('chats')
const panels = $('panels')
const newer = $('newer')
const status = $('status')
const wide = matchMedia('(min-width: 760px)')

const parse = (html) => {
  const holder = document.createElement('template')
  holder.innerHTML = html
  return holder.content.firstElementChild
}
const current = () => location.hash.slice(1)
const streamOf = (id) => $(id)?.querySelector('.stream')
const atEnd = (stream) => stream.scrollHeight - stream.scrollTop - stream.clientHeight < 90

function tellTime(root) {
  const today = new Date().toDateString()
  for (const time of root.querySelectorAll('time')) {
    const at = new Date(time.dateTime)
    const two = (number) => String(number).padStart(2, '0')
    const clock = two(at.getHours()) + ':' + two(at.getMinutes())
    const day = two(at.getMonth() + 1) + '-' + two(at.getDate())
    time.textContent = at.toDateString() === today ? clock : day + ' ' + clock
    time.title = at.toLocaleString()
  }
}

function open() {
  const id = current()
  for (const link of chats.querySelectorAll('a'))
    if (link.hash === '#' + id && id) link.setAttribute('aria-current', 'true')
    else link.removeAttribute('aria-current')
  newer.hidden = true
  const stream = streamOf(id)
  if (!stream) return
  stream.scrollTop = stream.scrollHeight
  const badge = $('entry-' + id)?.querySelector('.badge')
  if (badge) badge.hidden = true
}

function openNewest() {
  const first = chats.querySelector('a')
  if (wide.matches && first && !$(current())) location.replace(first.hash)
}

function countUnread(before, entry, id) {
  const badge = entry.querySelector('.badge')
  const count = Number(before?.querySelector('.badge:not([hidden])')?.textContent || 0) + 1
  badge.textContent = count
  badge.hidden = id === current()
}

function arrive(update) {
  if ($(update.message + '-' + update.chat)) return
  const hadFocus = document.activeElement?.hash === '#' + update.chat
  const before = $('entry-' + update.chat)
  const entry = parse(update.entry)
  tellTime(entry)
  countUnread(before, entry, update.chat)
  before?.remove()
  chats.prepend(entry)
  if (hadFocus) entry.querySelector('a').focus()
  if (!$(update.chat)) panels.append(parse(update.panel))
  const stream = streamOf(update.chat)
  const follow = update.chat !== current() || atEnd(stream)
  const message = parse(update.html)
  message.classList.add('fresh')
  tellTime(message)
  stream.append(message)
  if (follow) stream.scrollTop = stream.scrollHeight
  else newer.hidden = false
  if (update.chat === current()) entry.querySelector('a').setAttribute('aria-current', 'true')
  openNewest()
}

function connect() {
  const query = new URLSearchParams({ since: page.dataset.since, lang: page.lang })
  const events = new EventSource('/sandbox/events?' + query)
  const say = (live) => {
    status.classList.toggle('lost', !live)
    const text = live ? page.dataset.live : page.dataset.lost
    if (status.textContent === text) return
    status.firstElementChild.textContent = text
    status.title = text
  }
  events.addEventListener('hello', () => say(true))
  events.addEventListener('error', () => say(false))
  events.addEventListener('arrived', (event) => arrive(JSON.parse(event.data)))
  events.addEventListener('cleared', () => location.replace(location.pathname + location.search))
}

function move(event) {
  if (event.key === 'Escape' && current() && !wide.matches) return history.back()
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const links = [...chats.querySelectorAll('a')]
  const at = links.indexOf(document.activeElement)
  if (at < 0) return
  event.preventDefault()
  links[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus()
}

newer.addEventListener('click', () => {
  const stream = streamOf(current())
  stream?.scrollTo({ top: stream.scrollHeight })
  newer.hidden = true
})
panels.addEventListener('scroll', (event) => {
  if (event.target === streamOf(current()) && atEnd(event.target)) newer.hidden = true
}, { capture: true, passive: true })
addEventListener('hashchange', open)
addEventListener('keydown', move)
wide.addEventListener('change', openNewest)

tellTime(document)
openNewest()
open()
connect()
`
