import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isNonEmpty } from '../../src/domain/result.ts'
import { compose } from '../../src/message/compose.ts'
import { compileTemplates } from '../../src/message/template-set.ts'
import { aRequest, aSource } from '../ingest/make.ts'
import { aBudget, aNotification, aVoice } from '../support/make.ts'
import { BUILT_IN } from '../support/templates.ts'

const FOLDER = new URL(
  '../../../shared/reference/prometheus-webhook-dingtalk-golden/',
  import.meta.url,
)
const isHere = existsSync(FOLDER)
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8')
const { templates } = compileTemplates(BUILT_IN)

function told(file: string) {
  const reading = aSource({ type: 'prometheus-webhook-dingtalk' }).read(aRequest(read(file)))
  if (!reading.ok || !isNonEmpty(reading.value.alerts)) throw new Error('It cannot be read.')
  const { group, alerts } = reading.value
  const { parts, failures } = compose(templates, {
    notification: aNotification(alerts, { group }),
    template: 'prometheus-webhook-dingtalk',
    voice: aVoice(),
    budget: aBudget(),
  })
  expect(failures).toEqual([])
  return parts[0]!
}

/** What a person reads: no escapes, no wrapping, no blank lines. */
const facts = (text: string): readonly string[] =>
  text
    .replace(/dingtalk:\/\/dingtalkclient\/page\/link\?url=([^&)]+)&pc_slide=false/g, (_, url) =>
      decodeURIComponent(url),
    )
    .replace(/\\(?!\.)/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^@\d/.test(line))

/** What that program shows although there is nothing to show, or shows wrongly. */
const mended = (golden: readonly string[]): readonly string[] =>
  golden
    .filter((line) => line !== '**Description:**' && line !== '**Graph:** [📈]()')
    .map((line) =>
      line
        .replace('receiver=web\\.hook', 'receiver=web.hook')
        .replace('**[](', '**[A](')
        .replace('(http://p)', '(http://p/)')
        .replace(/^#### \[WARNING\]$/, '#### [WARNING] Disk_Full'),
    )

const section = (golden: string, name: string): string =>
  golden.split(`=== {{ template "${name}" . }}\n`)[1]?.split(/<EOF>/)[0] ?? ''

describe.skipIf(!isHere)('as that program words it (skipped where its outputs are absent)', () => {
  test.each([
    ['demo.json', 'golden_demo.txt'],
    ['mixed.json', 'golden_mixed.txt'],
    ['resolved.json', 'golden_resolved.txt'],
  ])('%s', (payload, golden) => {
    const text = told(payload).text
    expect(facts(text)).toEqual(mended(facts(section(read(golden), 'ding.link.content'))))
  })

  test.each([
    ['demo.json', '[FIRING:2] something_happened server01.int:9100 (node prometh'],
    ['mixed.json', '[FIRING:1] Disk_Full'],
    ['resolved.json', '[RESOLVED] (A warning)'],
  ])('the title of %s, without its stray blanks', (payload, title) => {
    expect(told(payload).title.slice(0, 61)).toBe(title)
  })
})
