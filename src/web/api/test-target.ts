import { testDraft } from '../../tools/trial.ts'
import type { Desk } from '../desk.ts'
import { createPageSpeech } from '../look/page-speech.ts'

/** Sends a message that says it is a test, in the words of the target's own language. */
export async function testTarget(key: string, desk: Desk): Promise<readonly string[] | null> {
  const { plan, clock } = desk
  const target = plan().targets.get(key)
  if (!target) return null
  const now = clock.now()
  const lang = target.locale === 'zh-CN' ? 'zh-CN' : 'en'
  const { say } = createPageSpeech(lang, target.timezone, now)
  const words = { title: say('test_title'), text: say('test_text', target.name) }
  const draft = testDraft(target, target.receiver, words, now)
  const { source, sourceType, alerts } = draft.notification
  return desk.tell([draft], { source, sourceType, body: JSON.stringify(alerts) })
}
