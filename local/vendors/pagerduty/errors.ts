/** A refusal with PagerDuty's status, code and list of problems. */
export class PagerdutyError extends Error {
  override readonly name = "PagerdutyError";
  readonly status: number;
  readonly code: number;
  /** What PagerDuty calls the message; `message` has the problems too. */
  readonly title: string;
  readonly errors: readonly string[];

  constructor(status: number, code: number, title: string, errors: readonly string[] = []) {
    super([title, ...errors].join(": "));
    this.status = status;
    this.code = code;
    this.title = title;
    this.errors = errors;
  }
}

export function notFound(what?: string): PagerdutyError {
  return new PagerdutyError(
    404,
    2100,
    "Not Found",
    what === undefined ? [] : [`${what} not found`],
  );
}

export function invalidInput(...errors: string[]): PagerdutyError {
  return new PagerdutyError(400, 2001, "Invalid Input Provided", errors);
}

/** PagerDuty's own codes by status. @see https://developer.pagerduty.com/docs/errors */
const CODE_BY_STATUS: Readonly<Record<number, number>> = {
  400: 2001,
  401: 2006,
  403: 2010,
  404: 2100,
  429: 2020,
};

export function errorResponse(
  error: { status: number; title: string; code?: number; errors?: readonly string[] },
  headers: Record<string, string> = {},
): Response {
  const { status, title, errors = [] } = error;
  const code = error.code ?? CODE_BY_STATUS[status] ?? 2000;
  const body = { error: { message: title, code, ...(errors.length > 0 && { errors }) } };
  return Response.json(body, { status, headers });
}
