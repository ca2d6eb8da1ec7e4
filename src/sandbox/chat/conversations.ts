import { createHash } from 'node:crypto'
import { unreachable } from '../../domain/result.ts'
import type { Arrived } from '../arrivals.ts'
import type { Words } from './words.ts'

/** One chat as a person sees it in the list on the left. */
export interface Conversation {
  /** Fit for an address and an element: letters and digits only. */
  readonly id: string
  readonly kind: 'group' | 'person' | 'robot' | 'work'
  readonly name: string
  /** What it is, in small letters under its name. */
  readonly about: string
}

export type Names = ReadonlyMap<string, string>

/** The chats in which a message stands: one, or one for each person it went to. */
export function conversationsOf(arrived: Arrived, names: Names, words: Words): Conversation[] {
  const nameOf = (id: string): string => names.get(id) ?? id
  const { target } = arrived
  switch (arrived.channel) {
    case 'group':
      return [
        {
          id: idOf('group', target),
          kind: 'group',
          name: nameOf(target),
          about: names.has(target) ? `${words.group} · ${target}` : words.group,
        },
      ]
    case 'users':
      return arrived.recipients.map((user) => ({
        id: idOf('person', user),
        kind: 'person',
        name: nameOf(user),
        about: `${words.person} · ${nameOf(arrived.robot)}`,
      }))
    case 'work_notification':
      return [
        {
          id: idOf('work', ''),
          kind: 'work',
          name: words.workNotifications,
          about: arrived.robot,
        },
      ]
    case 'robot':
      return [
        {
          id: idOf('robot', target),
          kind: 'robot',
          name: names.get(target) ?? `${words.customRobot} ${maskToken(target)}`,
          about: `${words.group} · ${words.customRobot}`,
        },
      ]
    default:
      return unreachable(arrived.channel)
  }
}

/** A page may be shown around, so a token that opens a real group is not written on it. */
export const maskToken = (token: string): string => (token.length > 8 ? `…${token.slice(-4)}` : '…')

function idOf(kind: string, of: string): string {
  return `c${createHash('sha256').update(`${kind} ${of}`).digest('hex').slice(0, 12)}`
}

/** One of eight colours, the same for a name wherever it stands. */
export function colourOf(text: string): number {
  return (createHash('sha256').update(text).digest()[0] ?? 0) % 8
}
