import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { GENERATED } from './docs/generated.ts'

/*
 * Files that are written from code, so that they cannot say something else than it does. To add one,
 * add a line to docs/generated.ts. `--check` writes nothing and fails where a file is not what it would be.
 */

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
for (const { path, text } of GENERATED) {
  const file = join(import.meta.dirname, '..', path)
  const wanted = text()
  const found = await readFile(file, 'utf8').catch(() => null)
  if (found === wanted) continue
  if (values.check) {
    console.error(`${path} is not what the code says. Run: npm run generate`)
    process.exitCode = 1
  } else {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, wanted)
    console.log(`${path} written`)
  }
}
