/** What every command's exit code means. */
export const ExitCode = {
  /** All well. */
  ok: 0,
  /** It failed. */
  failed: 1,
  /** Done, with warnings: drift found, degraded, inconclusive. */
  warnings: 2,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
