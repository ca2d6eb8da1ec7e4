import { list, oneOf, parsed, section, text } from '../domain/forms.ts'
import { DEFAULT_SEVERITY } from './voice.ts'

export const locale = () =>
  oneOf('en', 'zh-CN').describe('Words of the built-in templates and of pages')

export const timezone = () =>
  parsed('a time zone by its IANA name, such as Asia/Shanghai', (name) =>
    isTimezone(name) ? name : null,
  ).describe('IANA name of the zone that times are told in')

export const messageSettings = {
  locale: locale().prefault('en'),
  timezone: timezone().prefault('UTC'),
  external_url: parsed('an address starting with http:// or https://', webAddress)
    .describe('Where the links to the page of a notification lead; without it there are none')
    .optional(),
  severity: section({
    labels: list(text())
      .describe('Labels that may say it; the first that an alert has')
      .prefault([...DEFAULT_SEVERITY.labels]),
    order: list(list(text()))
      .describe('Values from worst to mildest; those in one list mean the same')
      .prefault(DEFAULT_SEVERITY.order.map((values) => [...values])),
  })
    .describe('How bad an alert is: icons and digests come from here')
    .prefault({}),
  templates: list(text())
    .describe('Folders with NAME.hbs files; a later file replaces an earlier or built-in one')
    .prefault([]),
}

/** An http(s) address without the slash at its end, or null. */
export function webAddress(written: string): string | null {
  if (!/^https?:\/\//i.test(written) || !URL.canParse(written)) return null
  return written.replace(/\/+$/, '')
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}
