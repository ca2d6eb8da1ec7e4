import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export interface SourceFile {
  /** Below its folder, with slashes. */
  readonly path: string
  /** Its text, with comments blanked out line for line. */
  readonly code: string
}

export function sourceFiles(folder: 'src' | 'test'): readonly SourceFile[] {
  const root = join(import.meta.dirname, '..', '..', folder)
  return globSync('**/*.ts', { cwd: root })
    .sort()
    .map((path) => ({ path, code: withoutComments(readFileSync(join(root, path), 'utf8')) }))
}

/** The files of the same folder that one imports, types and lazy imports too. */
export function importsOf({ path, code }: SourceFile): readonly string[] {
  return [...code.matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, specifier]) =>
    normalize(join(dirname(path), specifier as string)),
  )
}

/** `//` counts only where a word cannot go on, so that addresses in strings stay. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '$1')
}
