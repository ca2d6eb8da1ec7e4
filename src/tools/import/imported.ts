/** Somebody else's settings in our words. */
export interface Imported {
  /** As it is written to YAML. */
  readonly settings: Readonly<Record<string, unknown>>
  /** What is not in them, and what is left to do. */
  readonly notes: readonly ImportNote[]
  /** Templates of the user in Handlebars, for files of these names. */
  readonly templates: readonly { readonly name: string; readonly text: string }[]
}

export interface ImportNote {
  /** Where it is another than the one that is imported. */
  readonly file?: string
  readonly line: number
  readonly message: string
}
