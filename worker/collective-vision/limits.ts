/** The rules on input, in one place: the API enforces them, the README states them. */
export const limits = {
  urlLength: 2_048,
  jsonDepth: 20,
  feedbackBodyBytes: 16_384,
  titleMinLength: 3,
  titleMaxLength: 120,
  bodyMaxLength: 5_000,
  authorNameMaxLength: 80,
  pageSize: 20,
  pageSizeMax: 50,
  similarMax: 10,
  attachmentBytes: 5 * 1024 * 1024,
  attachmentsPerFeedback: 5,
  attachmentNameMaxLength: 100,
  /** How long after creation its author may attach files. */
  attachmentWindowMs: 60 * 60 * 1000,
  /** Two slugs and a slash fit a Vectorize namespace of 64 bytes. */
  slugMaxLength: 31,
} as const;
