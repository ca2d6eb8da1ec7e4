import type { Message } from '../domain/message.ts'
import { type Facts, SPEECH } from './facts/facts.ts'
import { asTitle, brief } from './fitting/title.ts'
import { oneLine, shorten } from './markdown/clean.ts'
import { quietMentions } from './markdown/escape.ts'

/** Of one value; the words of last resort are short. */
const LONGEST = 1000

/**
 * The words of last resort: no template, no Markdown, nothing that can fail. What a person has
 * to know is there: what, where, how bad, since when.
 */
export function plainMessage(facts: Facts): Message {
  const { colon, say } = facts[SPEECH]
  const title = asTitle(
    brief(40, [`${facts.icon} ${facts.headline}`, facts.name, facts.places]),
    '',
  )
  const blocks = [
    [title, facts.count > 1 ? facts.summary : '', facts.count > 1 ? facts.description : ''],
    ...facts.alerts.map((alert) => [
      iconed(alert.icon, [
        alert.heading || alert.where.join(' · '),
        alert.severityWord,
        alert.value,
      ]),
      alert.age,
      alert.summary,
      alert.description,
    ]),
    [
      facts.truncated > 0 ? say('more in', facts.truncated, facts.sender) : '',
      say('times', facts.zone),
      facts.links.details && `${say('All details')}${colon}${facts.links.details}`,
    ],
  ]
  return { msgKey: 'sampleText', title, text: textOf(blocks), buttons: [] }
}

/** An icon by itself says nothing that the title has not said. */
function iconed(icon: string, words: readonly string[]): string {
  const said = words.filter(Boolean)
  return said.length === 0 ? '' : [icon, ...said].join(' ')
}

function textOf(blocks: readonly (readonly string[])[]): string {
  return blocks
    .map((lines) =>
      lines
        .map((line) => quietMentions(shorten(oneLine(line.slice(0, LONGEST * 2)), LONGEST)))
        .filter(Boolean)
        .join('\n'),
    )
    .filter(Boolean)
    .join('\n\n')
}
