/** How a run of a pipeline ended, in one way for every CI system; the label `result`. */
export type RunResult = 'success' | 'failed' | 'cancelled' | 'running' | 'fixed'

/** What a CI system's own word means. Null: nobody can know; it is told as failed, with the word kept. */
export function readResultWord(word: string): RunResult | null {
  const plain = word
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  return WORDS.get(plain) ?? null
}

const WORDS = new Map<string, RunResult>(
  Object.entries({
    success:
      'success succeeded successful passed pass ok completed complete green stable finished healthy synced deployed published neutral done true 0',
    failed:
      'failed failure fail failing error errored errors broken red timed_out timedout timeout startup_failure action_required unstable infrastructure_fail partiallysucceeded partially_succeeded degraded rejected fault stopped_with_failures killed false 1 still_failing regression',
    cancelled:
      'cancelled canceled cancel aborted abort stopped skipped skip declined superseded not_run not_built inactive blocked unauthorized not_executed terminated revoked removed stale',
    running:
      'running run pending queued requested waiting in_progress inprogress created started start starting building scheduled preparing waiting_for_resource waiting_for_callback manual progressing canceling failing_fast on_hold unknown processing',
    fixed: 'fixed back_to_normal',
  } satisfies Record<RunResult, string>).flatMap(([result, words]) =>
    words.split(' ').map((word) => [word, result as RunResult] as const),
  ),
)
