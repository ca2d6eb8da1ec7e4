/** Checks of a script, a line each, and the count that closes it. */
export interface Verdicts {
  /** `detail` is printed where the check fails. */
  check(sentence: string, holds: boolean, detail?: unknown): void
  /** Prints the closing line. Returns the exit code. */
  close(): 0 | 1
}

export function createVerdicts(print: (line: string) => void): Verdicts {
  let passed = 0
  let failed = 0
  return {
    check(sentence, holds, detail) {
      if (holds) passed += 1
      else failed += 1
      print(`${holds ? 'ok    ' : 'FAILED'} ${sentence}`)
      if (!holds && detail !== undefined) print(JSON.stringify(detail, null, 2))
    },
    close() {
      print(`${passed} passed, ${failed} failed`)
      return failed === 0 ? 0 : 1
    },
  }
}
