import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { runCommand } from '../support/bench.ts'

/** What bash would offer for the last of these words. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { out } = await runCommand(['completion', 'bash'])
  const line = words.map((word) => `'${word}'`).join(' ')
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _dingbridge; printf '%s\\n' "\${COMPREPLY[@]}"`
  const said = execFileSync('bash', ['-c', `${out}\n${ask}`], { encoding: 'utf8' })
  return said.split('\n').filter(Boolean)
}

describe('bash is offered', () => {
  test.each([
    [['dingbridge', 'del'], ['deliveries']],
    [
      ['dingbridge', 'deliveries', ''],
      ['list', 'show', 'redrive', 'discard', '--help'],
    ],
    [['dingbridge', 'deliveries', 'list', '--st'], ['--state']],
    [
      ['dingbridge', 'import', ''],
      ['prometheus-webhook-dingtalk', 'alertmanager', '--templates', '--help'],
    ],
    [['dingbridge', 'completion', 'z'], ['zsh']],
    [
      ['dingbridge', 'check', '--format', ''],
      ['text', 'json', 'github'],
    ],
    [['dingbridge', 'check', '--config', 'package-l'], ['package-lock.json']],
  ])('for %j: %j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected)
  })
})

test.each(['zsh', 'fish'])('%s knows every command', async (shell) => {
  const { code, out } = await runCommand(['completion', shell])
  expect(code).toBe(0)
  for (const name of ['serve', 'redrive', '--online'.slice(2)]) expect(out).toContain(name)
})

test('another shell is wrong usage, and the known ones are named', async () => {
  const { code, err } = await runCommand(['completion', 'tcsh'])
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('bash, zsh, fish') })
})

test('wrong usage says where to look', async () => {
  const { code, err } = await runCommand(['check', '--onlin'])
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/--online[\s\S]*--help/) })
})
