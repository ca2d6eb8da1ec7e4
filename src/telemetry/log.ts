import { styleText } from 'node:util'
import { pino } from 'pino'
import type { Emit } from '../domain/event.ts'
import { describe, type Level } from './describe.ts'

export interface LogSettings {
  readonly level: Level
  readonly format: 'json' | 'pretty'
}

/** Watches the events and writes a line for each; `write` gets finished lines. */
export function createLog(settings: LogSettings, write: (line: string) => void): Emit {
  const log = pino(
    {
      level: settings.level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    { write: (line: string) => write(redact(settings.format === 'json' ? line : pretty(line))) },
  )
  return (event) => {
    const { level, message, fields } = describe(event)
    log[level]({ event: event.type, ...fields }, message)
  }
}

/**
 * The last net: secrets are `Secret` values and do not print, but a library's error message may
 * hold an address with a token in it.
 */
function redact(line: string): string {
  return line.replace(NAMED, '$1$2<secret>').replace(WITH_PASSWORD, '$1<secret>@')
}

/** In an address, or in JSON, which stands in a line of JSON with its quotes escaped. */
const NAMED =
  /\b((?:access_?|refresh_?)?token|sign|(?:app|suite|client)_?secret|suite_?ticket|password)(=|\\*":\s*\\*")[^&"\s\\]+/gi

const WITH_PASSWORD = /(\w:\/\/)[^/\s"\\]*@/g

const COLOURS = { debug: 'gray', info: 'green', warn: 'yellow', error: 'red' } as const

function pretty(line: string): string {
  const { level, time, message, event, ...fields } = JSON.parse(line) as Record<string, unknown>
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(
      ([name, value]) =>
        `${styleText('gray', `${name}=`)}${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
  const mark = styleText(COLOURS[level as Level], String(level).toUpperCase().padEnd(5))
  return `${styleText('gray', String(time).slice(11, 19))} ${mark} ${message} ${rest.join(' ')}\n`
}
