import { expect, test } from 'vitest'
import { type Account, accountFor, type Heard, type Row } from '../../scripts/ordeals/account.ts'

const DIGEST = '1m80hwqh9t2gqccfr677xf'

const row = (mark: string, more: Partial<Row> = {}): Row => ({
  id: `id-${mark}`,
  kind: 'notification',
  state: 'sent',
  labels: { mark },
  ...more,
})
const digest: Row = { ...row(''), id: DIGEST, kind: 'digest', labels: { mark: 'Q000001' } }
const said = (words: string, by = 'chat', at = 0): Heard => ({ at, by: [by], words })
const link = `See all: https://ding.example.com/n/${DIGEST}.tp8.e88`

const NOTHING: Account = {
  alone: 0,
  folded: 0,
  dead: 0,
  held: 0,
  lost: [],
  repeats: [],
  misordered: [],
  overtaken: [],
}
const telling = (...marks: readonly string[]) => ({ at: 0, by: 'chat', marks })

test.each<readonly [name: string, heard: readonly Heard[], rows: readonly Row[], Partial<Account>]>(
  [
    ['told by itself', [said('Q000001 fires')], [row('Q000001')], { alone: 1 }],
    [
      'told in a digest',
      [said(link)],
      [digest, row('Q000001', { told_by: DIGEST })],
      { folded: 1 },
    ],
    [
      'told in a digest that nobody heard',
      [],
      [digest, row('Q000001', { told_by: DIGEST })],
      { lost: ['Q000001'] },
    ],
    ['held, and why', [], [row('Q000001', { state: 'held', reason: 'ambiguous' })], { held: 1 }],
    ['dead, and why', [], [row('Q000001', { state: 'dead', reason: 'recipient' })], { dead: 1 }],
    ['dead without a reason', [], [row('Q000001', { state: 'dead' })], { lost: ['Q000001'] }],
    ['sent by its row only', [], [row('Q000001')], { lost: ['Q000001'] }],
    ['without a row', [said('Q000001')], [], { lost: ['Q000001'] }],
    ['told to somebody else', [said('Q000001', 'other')], [row('Q000001')], { lost: ['Q000001'] }],
    [
      'told twice',
      [said('Q000001'), said('Q000001')],
      [row('Q000001')],
      { alone: 1, repeats: [telling('Q000001')] },
    ],
    [
      'told by itself and in a digest',
      [said('Q000001'), said(link)],
      [digest, row('Q000001', { told_by: DIGEST })],
      { folded: 1, repeats: [telling('Q000001')] },
    ],
    [
      'told by its end, which overtook what stood between',
      [said('Q000003 is over'), said('Q000002')],
      [row('Q000001', { told_by: 'id-Q000003' }), row('Q000002'), row('Q000003')],
      { folded: 1 },
    ],
    [
      'told by an end that nobody heard',
      [],
      [row('Q000001', { told_by: 'id-Q000003' }), row('Q000003')],
      { lost: ['Q000001'] },
    ],
    [
      'told by an end that a digest told',
      [said(link)],
      [row('Q000001', { told_by: 'id-Q000003' }), row('Q000003', { told_by: DIGEST }), digest],
      { folded: 1 },
    ],
    [
      'told after a newer one',
      [said('Q000002'), said('Q000001')],
      [row('Q000001'), row('Q000002')],
      { alone: 1, misordered: [telling('Q000001')] },
    ],
  ],
)('a notification that is %s is accounted for as such', (_, heard, rows, expected) => {
  expect(accountFor([{ mark: 'Q000001', to: ['chat'] }], heard, rows)).toEqual({
    ...NOTHING,
    ...expected,
  })
})

test.each([
  ['in between', ['Q000001', 'Q000002'], []],
  ['in one message', ['Q000001 Q000002'], []],
  ['never', ['Q000002'], []],
  ['afterwards', ['Q000002', 'Q000001'], ['chat Q000001']],
])('an end whose beginning is heard %s', (_, words, overtaken) => {
  const acknowledged = [
    { mark: 'Q000001', to: ['chat'] },
    { mark: 'Q000002', to: ['chat'], ends: 'Q000001' },
  ]
  const heard = words.map((each) => said(each))
  expect(accountFor(acknowledged, heard, []).overtaken).toEqual(overtaken)
})
