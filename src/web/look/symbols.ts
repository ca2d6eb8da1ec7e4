import { html, raw } from 'hono/html'
import type { DeliveryState } from '../../domain/delivery.ts'
import type { PageSpeech } from './page-speech.ts'
import type { WordKey } from './words-en.ts'

/** How something is, besides its word: a shape and a colour. */
export type Tone = 'good' | 'busy' | 'quiet' | 'warn' | 'bad'

const STATES: Readonly<Record<DeliveryState, readonly [Tone, keyof typeof SHAPES]>> = {
  waiting: ['busy', 'clock'],
  sending: ['busy', 'arrow'],
  sent: ['good', 'tick'],
  dead: ['bad', 'cross'],
  held: ['warn', 'question'],
  muted: ['quiet', 'moon'],
  discarded: ['quiet', 'dash'],
}

/** A state as people see it: never by its colour alone. */
export function stateMark(state: DeliveryState, speech: PageSpeech, isFolded = false) {
  const [tone, shape] = STATES[state]
  return mark(tone, shape, speech.say(isFolded && state === 'sent' ? 'folded' : state))
}

const CONDITIONS: Readonly<Record<string, readonly [Tone, keyof typeof SHAPES, WordKey]>> = {
  open: ['good', 'tick', 'open'],
  retrying: ['warn', 'clock', 'retrying'],
  closed: ['warn', 'clock', 'closed'],
  unhealthy: ['bad', 'cross', 'unhealthy'],
  gone: ['warn', 'question', 'gone'],
}

export function conditionMark(condition: string, speech: PageSpeech) {
  const [tone, shape, word] = CONDITIONS[condition] ?? ['quiet', 'question', 'gone']
  return mark(tone, shape, speech.say(word))
}

export const mark = (tone: Tone, shape: keyof typeof SHAPES, word: string) =>
  html`<span class="mark ${tone}">${symbol(shape)}<span>${word}</span></span>`

export const symbol = (shape: keyof typeof SHAPES) =>
  raw(
    `<svg class="symbol" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${SHAPES[shape]}</svg>`,
  )

const CIRCLE = '<circle cx="8" cy="8" r="6.6"/>'

const SHAPES = {
  tick: `${CIRCLE}<path d="m5.2 8.2 2 2 3.7-4.2"/>`,
  cross: `${CIRCLE}<path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4"/>`,
  clock: `${CIRCLE}<path d="M8 4.6V8l2.2 1.4"/>`,
  question: `${CIRCLE}<path d="M6.3 6.4a1.8 1.8 0 1 1 2.5 1.7c-.6.3-.8.6-.8 1.2"/><path d="M8 11.4v.01"/>`,
  dash: `${CIRCLE}<path d="M5.4 8h5.2"/>`,
  arrow: `${CIRCLE}<path d="M5 8h6M8.8 5.6 11.2 8l-2.4 2.4"/>`,
  moon: '<path d="M13.4 9.7A5.8 5.8 0 0 1 6.3 2.6a5.8 5.8 0 1 0 7.1 7.1Z"/>',
  board:
    '<path d="M2.5 2.5h4.6v6H2.5zM8.9 2.5h4.6v3.4H8.9zM8.9 7.7h4.6v5.8H8.9zM2.5 10.3h4.6v3.2H2.5z"/>',
  plane: '<path d="M14 2 1.8 6.8l4.6 2 2 4.8z"/><path d="M14 2 6.4 8.8"/>',
  branch:
    '<circle cx="4" cy="3.4" r="1.6"/><circle cx="12" cy="6" r="1.6"/><circle cx="4" cy="12.6" r="1.6"/><path d="M4 5v6M5.4 11.6C9 11 10.6 10 11.6 7.6"/>',
  aim: `${CIRCLE}<circle cx="8" cy="8" r="2.4"/>`,
  ban: `${CIRCLE}<path d="m3.4 3.4 9.2 9.2"/>`,
  pen: '<path d="m2.4 13.6.7-3L10.8 3l2.3 2.3-7.6 7.6zM9.4 4.4l2.3 2.3"/>',
  warn: '<path d="M8 2 1.6 13.4h12.8z"/><path d="M8 6.6v3M8 11.6v.01"/>',
} as const
