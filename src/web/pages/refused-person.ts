import type { PageSpeech } from '../look/page-speech.ts'

/** Why somebody did not get it, of what DingTalk says only by the name of a list or a code. */
export function becauseIn(because: string, speech: Pick<PageSpeech, 'say' | 'why'>): string {
  switch (because) {
    case 'invalidStaffIdList':
      return `${speech.say('refused_invalid')} (${because})`
    case 'filteredStaffIdList':
      return `${speech.say('refused_filtered')} (${because})`
    case 'forbidden_list':
      return `${speech.say('refused_forbidden')} (${because})`
    default:
      return speech.why(because)
  }
}
