import { expect, test } from 'vitest'
import { coreHelpers } from '../../src/expression/core-helpers.ts'
import { compose } from '../../src/message/compose.ts'
import { digestFacts } from '../../src/message/facts/digest-facts.ts'
import { factsOf, readStory } from '../../src/message/facts/facts.ts'
import { HELPER_DOCS } from '../../src/message/helper-docs.ts'
import { DIGEST_DATA, type FieldDocs, TEMPLATE_DATA } from '../../src/message/template-data.ts'
import { TEMPLATE_HELPERS } from '../../src/message/template-helpers.ts'
import { compileTemplates } from '../../src/message/template-set.ts'
import { EN } from '../../src/message/words/locale-en.ts'
import { ZH_CN } from '../../src/message/words/locale-zh-cn.ts'
import { createSpeech } from '../../src/message/words/speech.ts'
import { aBudget, aNotification, anAlert, aVoice, NOW } from '../support/make.ts'

const alert = anAlert({
  labels: { alertname: 'HighCPU', instance: 'host-1', cluster: 'prod', severity: 'critical' },
})

/** Names that stand in the data and not in the table, or the other way round. */
function differences(data: object, docs: FieldDocs, path: string): readonly string[] {
  const names = new Set([...Object.keys(data), ...Object.keys(docs)])
  return [...names].flatMap((name) => {
    const here = `${path}${name}`
    const doc = docs[name]
    if (!doc || !Object.hasOwn(data, name)) return [here]
    const value = (data as Record<string, unknown>)[name]
    const inside = Array.isArray(value) ? value[0] : value
    if (!doc.fields || typeof inside !== 'object' || inside === null) return []
    return differences(inside, doc.fields, `${here}.`)
  })
}

test('the table of fields is exactly what templates are given', () => {
  const speech = createSpeech(aVoice())
  const story = readStory(aNotification([alert, { ...alert, status: 'resolved' }]), speech)
  const facts = factsOf(story, { from: 0, to: 2, isLast: true })
  expect(differences(facts, TEMPLATE_DATA, '')).toEqual([])

  const item = { alert, name: 'A', rank: 0, icon: '🔴', word: 'critical', cameAndWent: false }
  const info = { ...item, rank: 3, word: 'info' }
  const telling = { reason: 'storm', windowMs: 1000, messages: 2 } as const
  const room = { topNames: 9, otherNames: 9, instances: 9, length: 99 }
  expect(differences(digestFacts([item, info], telling, speech, room), DIGEST_DATA, '')).toEqual([])
})

test('every helper has a row of docs', () => {
  const names = new Set([...Object.keys(TEMPLATE_HELPERS), ...Object.keys(coreHelpers())])
  expect(new Set(Object.keys(HELPER_DOCS))).toEqual(names)
})

test.each(Object.entries(HELPER_DOCS))('the example of %s prints what its row says', (_, doc) => {
  const { templates, issues } = compileTemplates([
    { name: 'mine', file: 'mine.hbs', source: `x ${doc.example}` },
  ])
  expect(issues).toEqual([])
  const voice = aVoice({ timezone: 'UTC', now: NOW })
  const notification = aNotification([alert])
  const { parts, failures } = compose(templates, {
    notification,
    template: 'mine',
    voice,
    budget: aBudget(),
  })
  expect(failures).toEqual([])
  expect(parts[0]?.text).toBe(`x ${doc.prints}`)
})

test('the locales have the same words with the same blanks', () => {
  expect(Object.keys(ZH_CN)).toEqual(Object.keys(EN))
  for (const [key, sentence] of Object.entries(ZH_CN)) {
    const blanks = (text: string) => [...new Set(text.match(/\{\d\}/g))].sort()
    expect([key, blanks(sentence)]).toEqual([key, blanks(EN[key as keyof typeof EN])])
  }
})
