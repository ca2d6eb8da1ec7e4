import { readdirSync, readFileSync } from 'node:fs'
import type { Message } from '../../src/domain/message.ts'
import { compileTemplates } from '../../src/message/template-set.ts'
import { type Budget, DEFAULT_SEVERITY, type Voice } from '../../src/message/voice.ts'
import { NOW } from './example-alerts.ts'

const FOLDER = new URL('../../templates/', import.meta.url)
export const LOCALES = ['en', 'zh-CN'] as const
export type Locale = (typeof LOCALES)[number]

/** A message as a page shows it: its kind and title, the text, the buttons. */
export function shown(message: Message): string {
  const buttons = message.buttons.map(({ title, url }) => `[ ${title} ] ${target(url)}`)
  const values = Object.entries(message.data ?? {}).map(([name, value]) => `${name} = ${value}`)
  const blocks = [`${message.msgKey} · ${message.title}`, target(message.text), buttons, values]
  return blocks
    .map((text) => [text].flat().join('\n'))
    .filter(Boolean)
    .join('\n\n')
}

/** Links as people follow them, without the wrapping that opens them outside of the client. */
const target = (text: string): string =>
  text.replace(/dingtalk:\/\/dingtalkclient\/page\/link\?url=([^&]+)&pc_slide=false/g, (_, url) =>
    decodeURIComponent(url),
  )

export const builtInTemplates = () =>
  compileTemplates(
    readdirSync(FOLDER)
      .filter((file) => file.endsWith('.hbs'))
      .map((file) => ({
        name: file.slice(0, -'.hbs'.length),
        file: `templates/${file}`,
        source: readFileSync(new URL(file, FOLDER), 'utf8'),
      })),
  ).templates

export const voiceIn = (locale: Locale): Voice => ({
  locale,
  timezone: 'Asia/Shanghai',
  severity: DEFAULT_SEVERITY,
  linkRewrites: [],
  detailsUrl: 'https://ding.example.com/n/abc',
  mentions: null,
  now: NOW,
  late: null,
})

export const BUDGET: Budget = {
  maxBytes: 15_000,
  maxParts: 3,
  size: (message) => Buffer.byteLength(JSON.stringify(message)),
}
