import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('a reader that has read enough is no fault', () => {
  const command = `"${process.execPath}" src/main.ts schema | head -n 1`
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' })
  expect({ stdout, stderr }).toEqual({ stdout: '{\n', stderr: '' })
})
