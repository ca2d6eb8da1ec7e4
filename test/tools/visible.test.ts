import { expect, test } from 'vitest'
import { visible } from '../../src/tools/visible.ts'

test.each([
  ['a colour', '\u001b[31mred', '�[31mred'],
  ['the same of one character', '\u009b31mred', '�31mred'],
  ['a title of the window', '\u001b]0;x\u0007', '�]0;x�'],
  ['going back over what stands there', 'good\rbad\b', 'good�bad�'],
  ['text that is turned around', 'exe.\u202egnp', 'exe.�gnp'],
  ['what we emphasise', '\u001b[1mbold\u001b[22m', '\u001b[1mbold\u001b[22m'],
  ['lines, columns, Chinese and emoji', '磁盘\t👩‍🚒\n', '磁盘\t👩‍🚒\n'],
])('%s is shown, not done', (_, text, shown) => {
  expect(visible(text)).toBe(shown)
})
