const REDACTED = '<secret>'

/**
 * A value that must not be seen. It prints as `<secret>` in logs, templates, JSON and the
 * inspector; only `reveal()` gives it away, so every use can be found by that word.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return REDACTED
  }

  toJSON(): string {
    return REDACTED
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED
  }
}
