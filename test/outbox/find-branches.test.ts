import { expect, test } from 'vitest'
import { also, anyOf, branchesOf, textsOf } from '../../src/outbox/find-branches.ts'

test('what any branch may answer is one condition beside others', () => {
  const holds = { where: ['s.text LIKE ?'], values: ['%x%'] }
  const branches = branchesOf({ limit: 1, states: ['sent'], target: 't' }, 's')
  const { where, values } = also(holds, anyOf(branches))
  expect(where.join(' AND ')).toBe(
    's.text LIKE ? AND (true AND d.state = ? AND d.target = ? OR ' +
      'true AND d.state = ? AND d.target_name = ? AND d.target <> ?)',
  )
  expect(values).toEqual(['%x%', 'sent', 't', 'sent', 't', 't'])
})

test('a text says whose it is, and one that does not may be anybody’s', () => {
  expect(textsOf({ limit: 1, text: 'x' })).toEqual({ where: [], values: [] })
  expect(textsOf({ limit: 1, text: 'x', receiver: 'r', target: 't' })).toEqual({
    where: ['(s.receiver IS NULL OR (s.receiver = ? AND (s.target = ? OR s.target_name = ?)))'],
    values: ['r', 't', 't'],
  })
})
