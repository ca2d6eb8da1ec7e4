import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

test.each(['README.md', 'README.zh-CN.md'])(
  '%s shows config/minimal.yaml as it is',
  async (path) => {
    const [, block = ''] = /<!-- config\/minimal\.yaml -->\n\s*```yaml\n([\s\S]*?)^\s*```$/m.exec(
      await read(path),
    ) ?? ['']
    expect(block.replace(/^ {3}/gm, '')).toBe(await read('config/minimal.yaml'))
  },
)
