/** What stands in a file of Go's text/template, as far as it is written in messages. */
export type GoNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipe: GoPipe; readonly where: GoPlace }
  | { readonly kind: 'set'; readonly name: string; readonly pipe: GoPipe; readonly where: GoPlace }
  | {
      readonly kind: 'template'
      readonly name: string
      readonly pipe: GoPipe | null
      readonly where: GoPlace
    }
  /** What cannot be read; it costs no more than itself. */
  | { readonly kind: 'fault'; readonly fault: GoFault }
  | GoBlock

export interface GoBlock {
  readonly kind: 'if' | 'with' | 'range'
  /** `$i, $alert :=` in front of the pipe. */
  readonly names: readonly string[]
  readonly pipe: GoPipe
  readonly body: readonly GoNode[]
  readonly otherwise: readonly GoNode[]
  readonly where: GoPlace
}

/** `a | b "x"`: commands, each a list of terms. */
export type GoPipe = readonly (readonly GoTerm[])[]

export type GoTerm =
  | { readonly kind: 'dot'; readonly path: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'group'; readonly pipe: GoPipe; readonly path: readonly string[] }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'name'; readonly name: string }

/** The line of a file; null: of the text that was given by itself. */
export interface GoPlace {
  readonly file: string | null
  readonly line: number
}

/** Why a template cannot be read or translated, and where. */
export class GoFault extends Error {
  readonly where: GoPlace

  constructor(message: string, where: GoPlace) {
    super(message)
    this.where = where
  }
}
