export interface Interpolated {
  readonly text: string
  readonly issues: readonly {
    readonly code: 'env_missing' | 'env_syntax'
    readonly message: string
  }[]
}

export type Environment = Readonly<Record<string, string | undefined>>

const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\})?/g

/**
 * Fills in `${NAME}` and `${NAME:-default}`; `$${` is a literal `${`. As in a shell, the default
 * also stands in for an empty variable. The values themselves are never searched again.
 */
export function interpolate(text: string, env: Environment): Interpolated {
  const issues: Interpolated['issues'][number][] = []
  const filled = text.replace(
    REFERENCE,
    (
      all,
      name: string | undefined,
      hasDefault: string | undefined,
      fallback: string | undefined,
    ) => {
      if (all === '$${') return '${'
      if (name === undefined) {
        const message = 'a `${` without a variable name and `}`; write `$${` for a literal `${`'
        issues.push({ code: 'env_syntax', message })
        return ''
      }
      const value = Object.hasOwn(env, name) ? env[name] : undefined
      if (hasDefault !== undefined) return value || (fallback ?? '')
      if (value === undefined) {
        const message = `the variable ${name} is not set; set it, or write \${${name}:-default}`
        issues.push({ code: 'env_missing', message })
      }
      return value ?? ''
    },
  )
  return { text: filled, issues }
}
