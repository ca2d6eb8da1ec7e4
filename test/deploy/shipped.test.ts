import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** What the code reads beside src/, as it will beside dist/. */
const besides = globSync('src/**/*.ts', { cwd: new URL('../../', import.meta.url) })
  .flatMap((file) => [...read(file).matchAll(/'(?:\.\.\/)+([\w.-]+)\/?', import\.meta\.url/g)])
  .map(([, name = '']) => name)
  .sort()

test('what is read at run time is known', () => {
  expect(besides).toEqual(['package.json', 'presets', 'templates'])
})

test.each(besides)('%s is in the image and in the package', (name) => {
  const lastStage =
    read('Dockerfile')
      .split(/^FROM /m)
      .at(-1) ?? ''
  const copied = [...lastStage.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, from = '']) =>
    from.split(' '),
  )
  expect(copied).toContain(name)
  expect(read('.dockerignore').split('\n')).toContain(`!${name}`)
  // npm takes package.json along by itself.
  const { files } = JSON.parse(read('package.json')) as { readonly files: readonly string[] }
  expect([...files, 'package.json']).toContain(name)
})
