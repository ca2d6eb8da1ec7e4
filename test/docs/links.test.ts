import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { anchorsOf, linksOf } from './markdown.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGES = globSync('**/*.md', {
  cwd: ROOT,
  exclude: (name) => /^(node_modules|dist|coverage)$|test\/fixtures\/messages/.test(name),
})

/** Links into the repository that lead nowhere: a missing file, or a missing heading in it. */
function broken(path: string): readonly string[] {
  return linksOf(readFileSync(join(ROOT, path), 'utf8')).filter((link) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return false
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : normalize(join(dirname(path), decodeURIComponent(file)))
    if (target.startsWith('..') || !existsSync(join(ROOT, target))) return true
    if (anchor === undefined) return false
    return !anchorsOf(readFileSync(join(ROOT, target), 'utf8')).includes(decodeURIComponent(anchor))
  })
}

test.each(PAGES)('every link of %s leads somewhere', (path) => {
  expect(broken(path)).toEqual([])
})

test('there are pages to look at', () => {
  expect(PAGES).toContain('README.md')
  expect(PAGES).toContain(join('docs', 'errors.md'))
})
