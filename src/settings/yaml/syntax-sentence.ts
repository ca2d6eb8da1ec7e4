import type { ErrorCode } from 'yaml'
import type { SettingsCode } from '../issue.ts'

/**
 * A syntax error in our own words. The parser's sentences may quote what stands there, and what
 * stands there may be a secret.
 */
export function syntaxSentence(code: ErrorCode, key: string): [SettingsCode, string] {
  if (code === 'DUPLICATE_KEY') {
    const name = /^[\w.-]{1,60}/.exec(key)?.[0]
    const said = `the key ${name ? `\`${name}\` ` : ''}is there twice`
    if (/^-[^\s-]/.test(key))
      return ['yaml_duplicate_key', `${said}; an item of a list needs a blank after its dash`]
    return ['yaml_duplicate_key', `${said}; keep one`]
  }
  return [
    code === 'BAD_ALIAS' ? 'yaml_alias' : 'yaml_syntax',
    SENTENCES[code] ?? 'this is not YAML; look at the indent, quotes and colons here',
  ]
}

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'this alias or anchor has no name, or a wrong one',
  BAD_DIRECTIVE: 'this directive (a line starting with %) cannot be read',
  BAD_DQ_ESCAPE: 'a backslash in double quotes starts an unknown escape; use single quotes',
  BAD_INDENT: 'the indent does not fit the lines around it; align it with the keys beside it',
  BAD_SCALAR_START: 'text cannot start with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'a map or list cannot start in the middle of a line; is the line below indented too deep?',
  BLOCK_IN_FLOW: 'inside { } and [ ] a block cannot start; write it in one line',
  MISSING_CHAR: 'a character is missing here: a closing bracket, a quote, a comma or a colon',
  MULTILINE_IMPLICIT_KEY:
    'a key must end on its own line; is a colon, the space after it, or a quote missing?',
  MULTIPLE_ANCHORS: 'a value can have only one anchor',
  MULTIPLE_DOCS: 'a second document starts here (---); put it in a file of its own and include it',
  MULTIPLE_TAGS: 'a value can have only one tag',
  TAB_AS_INDENT: 'a tab cannot indent; use spaces',
  TAG_RESOLVE_FAILED: 'this tag (a word starting with !) is not known here',
}
