import { readAction } from './go-action.ts'
import { type GoBlock, GoFault, type GoNode, type GoPlace } from './go-syntax.ts'

export interface GoTemplate {
  readonly body: readonly GoNode[]
  /** By name; a later one takes the place of an earlier. */
  readonly defines: ReadonlyMap<string, readonly GoNode[]>
}

/** Reads a template, of a file or by itself. Throws `GoFault`. */
export function readGoTemplate(source: string, file: string | null = null): GoTemplate {
  const pieces = piecesOf(source, file)
  const defines = new Map<string, readonly GoNode[]>()
  let at = 0
  const { nodes, end } = list()
  if (end !== null) throw new GoFault(`{{${end.text}}} ends nothing`, end.where)
  return { body: nodes, defines }

  function list(): { nodes: readonly GoNode[]; end: Piece | null } {
    const nodes: GoNode[] = []
    while (at < pieces.length) {
      const piece = pieces[at++]
      if (!piece) break
      if (piece.kind === 'text') {
        if (piece.text !== '') nodes.push({ kind: 'text', text: piece.text })
        continue
      }
      if (/^(?:end|else)\b/.test(piece.text)) return { nodes, end: piece }
      const node = action(piece)
      if (node) nodes.push(node)
    }
    return { nodes, end: null }
  }

  function action({ text, where }: Piece): GoNode | null {
    if (text === '' || text.startsWith('/*')) return null
    const define = /^(define|block)\s+"([^"]+)"\s*([\s\S]*)$/.exec(text)
    if (define) {
      const name = define[2] ?? ''
      defines.set(name, closed(where))
      if (define[1] === 'define') return null
      return { kind: 'template', name, pipe: readAction(define[3] || '.', where), where }
    }
    const block = /^(if|with|range)\s+([\s\S]*)$/.exec(text)
    if (block) return opened(block[1] as GoBlock['kind'], block[2] ?? '', where)
    try {
      return plain(text, where)
    } catch (fault) {
      if (!(fault instanceof GoFault)) throw fault
      return { kind: 'fault', fault }
    }
  }

  function plain(text: string, where: GoPlace): GoNode {
    const called = /^template\s+"([^"]+)"\s*([\s\S]*)$/.exec(text)
    if (called) {
      const [, name = '', rest = ''] = called
      return { kind: 'template', name, pipe: rest === '' ? null : readAction(rest, where), where }
    }
    const set = /^(\$\w+)\s*:=\s*([\s\S]*)$/.exec(text)
    if (set)
      return { kind: 'set', name: set[1] ?? '', pipe: readAction(set[2] ?? '', where), where }
    if (/^\$\w+\s*=[^=]/.test(text))
      throw new GoFault('a variable that changes has no counterpart', where)
    if (/^(?:break|continue)$/.test(text))
      throw new GoFault(`{{${text}}} has no counterpart`, where)
    return { kind: 'print', pipe: readAction(text, where), where }
  }

  function opened(kind: GoBlock['kind'], head: string, where: GoPlace): GoNode {
    const given = /^((?:\$\w+\s*,\s*)?\$\w+)\s*:=\s*([\s\S]*)$/.exec(head)
    const names = given?.[1]?.split(',').map((name) => name.trim()) ?? []
    const { nodes: body, end } = list()
    if (end === null) throw new GoFault(`{{${kind}}} is never ended`, where)
    const rest = otherwise(end)
    try {
      const pipe = readAction(given?.[2] ?? head, where)
      return { kind, names, pipe, body, otherwise: rest, where }
    } catch (fault) {
      if (!(fault instanceof GoFault)) throw fault
      return { kind: 'fault', fault }
    }
  }

  function otherwise(end: Piece): readonly GoNode[] {
    if (end.text.startsWith('end')) return []
    const more = /^else\s+(if|with)\s+([\s\S]*)$/.exec(end.text)
    if (more) return [opened(more[1] as GoBlock['kind'], more[2] ?? '', end.where)]
    return closed(end.where)
  }

  function closed(where: GoPlace): readonly GoNode[] {
    const { nodes, end } = list()
    if (!end?.text.startsWith('end')) throw new GoFault('a block is never ended', where)
    return nodes
  }
}

interface Piece {
  readonly kind: 'text' | 'action'
  readonly text: string
  readonly where: GoPlace
}

/** Text and `{{…}}` in turn; `{{-` and `-}}` take the blanks beside them away. */
function piecesOf(source: string, file: string | null): readonly Piece[] {
  const pieces: Piece[] = []
  const placeOf = (offset: number): GoPlace => ({
    file,
    line: source.slice(0, offset).split('\n').length,
  })
  let at = 0
  let trimNext = false
  const text = (upTo: number, trimEnd: boolean) => {
    const raw = source.slice(at, upTo)
    const start = trimNext ? raw.trimStart() : raw
    pieces.push({ kind: 'text', text: trimEnd ? start.trimEnd() : start, where: placeOf(at) })
  }
  for (const found of source.matchAll(ACTION)) {
    const [whole, trims, inner = '', trimsAfter] = found
    text(found.index, trims !== undefined)
    pieces.push({ kind: 'action', text: inner.trim(), where: placeOf(found.index) })
    at = found.index + whole.length
    trimNext = trimsAfter !== undefined
  }
  const open = source.indexOf('{{', at)
  if (open !== -1) throw new GoFault('a {{ is never closed', placeOf(open))
  text(source.length, false)
  return pieces
}

const ACTION =
  /\{\{(-\s)?\s*((?:"(?:\\.|[^"\\])*"|`[^`]*`|\/\*(?:(?!\*\/)[\s\S])*\*\/|(?!\}\}|\/\*)[^"`])*?)\s*(\s-)?\}\}/g
