import { expect, test } from 'vitest'
import type { MsgKey } from '../../src/domain/message.ts'
import { msgParam } from '../../src/message/msg-param.ts'

const button = (name: string) => ({ title: name, url: `https://${name}.example` })
const [a, b] = [button('a'), button('b')]

test.each([
  ['sampleText', [], { content: 'x' }],
  ['sampleMarkdown', [], { title: 't', text: 'x' }],
  ['sampleImageMsg', [], { photoURL: 'https://p.example' }],
  [
    'sampleLink',
    [],
    { title: 't', text: 'x', messageUrl: 'https://m.example', picUrl: 'https://p.example' },
  ],
  [
    'sampleActionCard',
    [a],
    { title: 't', text: 'x', singleTitle: 'a', singleURL: 'https://a.example' },
  ],
  [
    'sampleActionCard2',
    [a, b],
    {
      title: 't',
      text: 'x',
      actionTitle1: 'a',
      actionURL1: 'https://a.example',
      actionTitle2: 'b',
      actionURL2: 'https://b.example',
    },
  ],
  [
    'sampleActionCard6',
    [a, b],
    {
      title: 't',
      text: 'x',
      buttonTitle1: 'a',
      buttonUrl1: 'https://a.example',
      buttonTitle2: 'b',
      buttonUrl2: 'https://b.example',
    },
  ],
] as const)('%s has the fields that DingTalk names', (msgKey: MsgKey, buttons, expected) => {
  const urls = { messageUrl: 'https://m.example', picUrl: 'https://p.example' }
  expect(msgParam({ msgKey, title: 't', text: 'x', buttons, ...urls })).toEqual(expected)
})
