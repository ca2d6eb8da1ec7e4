import { chmod, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runTasks } from './tasks.ts'

/*
 * `npm run build`: dist/ from src/. What the code reads beside itself stays where it is: package.json,
 * presets/ and templates/ are one folder up from src/ and from dist/ alike.
 */

const root = join(import.meta.dirname, '..')
await rm(join(root, 'dist'), { recursive: true, force: true })
const [built] = await runTasks(
  [{ name: 'build', command: ['--bin', 'tsc', '-p', join(root, 'tsconfig.build.json')] }],
  1,
  (text) => process.stdout.write(text),
)
if (built?.passed) await chmod(join(root, 'dist', 'main.js'), 0o755)
else process.exitCode = 1
