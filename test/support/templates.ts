import { readdirSync, readFileSync } from 'node:fs'
import type { TemplateFile } from '../../src/message/template-set.ts'

const FOLDER = new URL('../../templates/', import.meta.url)

/** The templates that dingbridge brings. */
export const BUILT_IN: readonly TemplateFile[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.hbs'))
  .sort()
  .map((file) => ({
    name: file.slice(0, -'.hbs'.length),
    file: `templates/${file}`,
    source: readFileSync(new URL(file, FOLDER), 'utf8'),
  }))
