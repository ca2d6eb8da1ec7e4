import { expect, test } from 'vitest'
import { also, anyOf, branchesOf } from '../../src/outbox/find-branches.ts'

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
