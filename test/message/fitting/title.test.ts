import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brief, markedTitle } from '../../../src/message/fitting/title.ts'

describe('a brief', () => {
  test.each([
    [
      ['🔴 3 firing', 'HighErrorRate', ['pay', 'prod-cn']],
      '🔴 3 firing · HighErrorRate · pay prod-cn',
    ],
    [
      ['🔴 error', 'HighErrorRate', ['checkout', 'pay', 'cn']],
      '🔴 error · HighErrorRate · checkout pay',
    ],
    [['🔴 error', 'InstanceIsDown', ['web-01.example.org']], '🔴 error · InstanceIsDown · web-01'],
    [
      ['🔴 error', 'SomethingIsWrong', ['2001:db8:0:0:1::17']],
      '🔴 error · SomethingIsWrong · 2001:db8:0…',
    ],
    [
      ['✅ resolved', 'HighErrorRate', ['pay'], 'lasted 23 min'],
      '✅ resolved · HighErrorRate · pay',
    ],
    [
      ['🔴 1 resolved, 2 still firing', 'HighErrorRate'],
      '🔴 1 resolved, 2 still firing · HighErrorRate',
    ],
    [['🔴 error', 'x'.repeat(60)], `🔴 error · ${'x'.repeat(29)}…`],
    [['✅ resolved', 'server1', 'server1', ''], '✅ resolved · server1'],
    [['🔴 严重', '👩‍👩‍👧‍👦'.repeat(33)], `🔴 严重 · ${'👩‍👩‍👧‍👦'.repeat(33)}`],
  ] as const)('of 40 characters of %j is %s', (pieces, expected) => {
    expect(brief(40, pieces)).toBe(expected)
  })

  test('of a list of thousands is made soon', () => {
    const names = Array.from({ length: 5_000 }, (_, i) => `节点-${i}`)
    const start = process.threadCpuUsage()
    expect(brief(40, ['🔴 error', 'Disk', names])).toBe(
      '🔴 error · Disk · 节点-0 节点-1 节点-2 节点-3',
    )
    // Its own time; what grew with the square took a minute.
    expect(process.threadCpuUsage(start).user).toBeLessThan(4_000_000)
  })

  test('is never longer than it may be, and a list is told from its beginning', () => {
    const pieces = fc.array(fc.oneof(fc.string(), fc.array(fc.string())), { maxLength: 5 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), pieces, (most, all) => {
        const shown = [...new Intl.Segmenter().segment(brief(most, all))].length
        expect(shown).toBeLessThanOrEqual(Math.floor(most * 1.2))
      }),
    )
  })
})

test('the mark of a part takes no more of the push', () => {
  expect(markedTitle('(1/3)', '🔴 100 firing · DiskWillFillIn4Hours')).toBe(
    '(1/3) 🔴 100 firing · DiskWillFillIn4Hou…',
  )
  expect(markedTitle('(1/3)', 'x'.repeat(50))).toBe(`(1/3) ${'x'.repeat(50)}`)
})
