import { expect, test } from 'vitest'
import { tableText } from '../../src/tools/deliveries-text.ts'

test('columns stand below each other, also where names are Chinese', () => {
  const row = {
    ...{ id: 'd1', state: 'sent', target: 'chat', channel: 'group', source: 'prod', alerts: 1 },
    ...{ title: 'Disk', accepted_at: '2026-11-22T12:00:00.000Z', told_at: null },
  }
  const rows = ['数据库', 'sre'].map((receiver) => ({ ...row, receiver }))
  expect(tableText(rows)).toBe(`\
ID  STATE  WHY  ACCEPTED              RECEIVER  TARGET  ALERTS  TITLE
d1  sent        2026-11-22 12:00:00Z  数据库    chat    1       Disk
d1  sent        2026-11-22 12:00:00Z  sre       chat    1       Disk
`)
})
