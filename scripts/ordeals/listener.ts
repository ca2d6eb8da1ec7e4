import type { Arrived } from '../../src/sandbox/arrivals.ts'
import type { ListeningSandbox } from '../../src/sandbox/listen.ts'
import type { Heard } from './account.ts'

/** Everything that the sandbox was told, also what it forgets because there was so much. */
export interface Listener {
  heard(): readonly Heard[]
  stop(): void
}

export function listenTo(sandbox: ListeningSandbox): Listener {
  const heard: Heard[] = []
  let last = 'm0'
  const look = () => {
    for (const arrived of sandbox.messages(last)) {
      heard.push(heardOf(arrived))
      last = arrived.id
    }
  }
  const timer = setInterval(look, 200)
  return {
    heard() {
      look()
      return heard
    },
    stop: () => clearInterval(timer),
  }
}

const heardOf = ({ at, recipients, target, title, text }: Arrived): Heard => ({
  at: Date.parse(at),
  by: recipients.length > 0 ? recipients : [target],
  words: `${title}\n${text}`,
})
