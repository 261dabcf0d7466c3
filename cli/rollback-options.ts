/** The options of a rollback, as the command line takes them. */
export const rollbackOptions = [
  {
    flags: "--to <release>",
    description: "a release or a version's id (default: the release before the present one)",
  },
  { flags: "--service <name>", description: "which service; needed where the stack has several" },
  { flags: "--message <text>", description: "why; it is in the deployment and in all messages" },
  { flags: "--confirm <word>", description: "ROLLBACK: does it without asking" },
  { flags: "--force", description: "go back although a secret has changed since" },
  { flags: "--no-wait", description: "end, and do not try again, while Cloudflare's API is down" },
  { flags: "--dry-run", description: "show what would be done, and do nothing" },
] as const;
