import { expect, test } from 'vitest'
import { type Drawn, renderBubble } from '../../src/drawing/bubble.ts'

const TEXT: Drawn = {
  msgKey: 'text',
  title: '',
  text: '',
  buttons: [],
  across: false,
  messageUrl: null,
  picUrl: null,
  mentions: [],
  work: null,
}

test.each(['13800000000', "$`$'$&", '<b>'])(
  'whoever is called %j is marked in the words by that name',
  (who) => {
    const name = who.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    expect(renderBubble({ ...TEXT, text: `Disk full @${who} look`, mentions: [who] }, 'en')).toBe(
      `<div class="bubble text">Disk full <span class="call">@${name}</span> look</div>`,
    )
  },
)
