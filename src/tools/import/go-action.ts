import { GoFault, type GoPipe, type GoPlace, type GoTerm } from './go-syntax.ts'

/** Reads what stands within `{{…}}`: commands with their terms, joined by `|`. Throws `GoFault`. */
export function readAction(source: string, where: GoPlace): GoPipe {
  // Places of tokens that touch a `)` before them: `(x).Format` is one term, `(x) .Format` two.
  const isGlued = new Set<number>()
  const tokens = tokensOf(source)
  let at = 0
  const pipe = readPipe()
  if (at < tokens.length) throw new GoFault(`\`${tokens[at]}\` was not expected here`, where)
  return pipe

  function readPipe(): GoPipe {
    const commands: GoTerm[][] = [[]]
    for (let token = tokens[at]; token !== undefined && token !== ')'; token = tokens[at]) {
      at += 1
      if (token === '|') commands.push([])
      else commands.at(-1)?.push(term(token))
    }
    if (commands.some((command) => command.length === 0))
      throw new GoFault('something is missing beside a |', where)
    return commands
  }

  function term(token: string): GoTerm {
    if (token === '(') {
      const pipe = readPipe()
      if (tokens[at++] === undefined) throw new GoFault('a ( is never closed', where)
      const path = tokens[at]?.startsWith('.') && isGlued.has(at) ? pathOf(tokens[at++] ?? '') : []
      return { kind: 'group', pipe, path }
    }
    if (token.startsWith('.')) return { kind: 'dot', path: pathOf(token) }
    if (token.startsWith('$')) {
      const [name = '', ...path] = token.split('.')
      return { kind: 'variable', name, path }
    }
    if (/^["`']/.test(token)) return { kind: 'literal', value: unquote(token) }
    if (/^[-+]?\d/.test(token)) return { kind: 'literal', value: Number(token) }
    if (token === 'true' || token === 'false') return { kind: 'literal', value: token === 'true' }
    if (/^\w+$/.test(token)) return { kind: 'name', name: token }
    throw new GoFault(`\`${token}\` has no counterpart`, where)
  }

  function tokensOf(text: string): readonly string[] {
    const found: string[] = []
    const pattern =
      /\s+|("(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])'|[()|]|\.[\w.]*|\$\w*(?:\.\w+)*|[-+]?\d[\w.]*|\w+)|(.)/gsu
    let touches = false
    for (const [whole, token, stray] of text.matchAll(pattern)) {
      if (stray !== undefined) throw new GoFault(`\`${stray}\` cannot be read`, where)
      if (token === undefined) {
        touches = false
        continue
      }
      if (touches && whole.startsWith('.') && found.at(-1) === ')') isGlued.add(found.length)
      found.push(token)
      touches = true
    }
    return found
  }
}

const pathOf = (token: string): readonly string[] => token.split('.').filter((part) => part !== '')

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

const unquote = (token: string): string =>
  token.startsWith('`')
    ? token.slice(1, -1)
    : token.slice(1, -1).replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char)
