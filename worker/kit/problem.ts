import type { ContentfulStatusCode } from "hono/utils/http-status";

/** Every way a request can fail, with its HTTP status. Clients branch on the code. */
const statusByCode = {
  /** A field, parameter or header breaks a rule that the message names. */
  invalid_request: 400,
  /** The body is not JSON that this API reads. */
  invalid_json: 400,
  /** The caller lacks the right, or its token is wrong or has expired. */
  forbidden: 403,
  /** The page's origin is not among those that may call this endpoint. */
  origin_not_allowed: 403,
  not_found: 404,
  method_not_allowed: 405,
  /** The request is fine, the resource's state is not: a quota is used up, a thing exists already. */
  conflict: 409,
  payload_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  rate_limited: 429,
  /** A bug. The log has the stack under the same request id. */
  internal: 500,
  /** The Worker's bindings or variables are wrong; the log names them. */
  misconfigured: 500,
  /** A store or service this request needs failed. Worth trying again. */
  dependency_unavailable: 503,
  /** Somebody has switched the feature off, to limit the damage of a fault. */
  switched_off: 503,
} satisfies Record<string, ContentfulStatusCode>;

export type ProblemCode = keyof typeof statusByCode;

/** An expected failure. Its message is shown to the client, so it never holds secrets or internals. */
export class Problem extends Error {
  override readonly name: string = "Problem";
  readonly code: ProblemCode;
  readonly status: ContentfulStatusCode;
  /** Headers the answer must carry, such as `allow` or `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    message: string,
    options: ErrorOptions & { readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message, options);
    this.code = code;
    this.status = statusByCode[code];
    this.headers = options.headers ?? {};
  }
}

/** The body of every failed request. */
export interface ProblemBody {
  readonly error: {
    readonly code: ProblemCode;
    readonly message: string;
    readonly requestId: string;
  };
}

/** Turns anything thrown into a problem; what is not expected tells the client nothing. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem("internal", "Something went wrong on our side. Please try again.", {
    cause: error,
  });
}

export function problemBody(problem: Problem, requestId: string): ProblemBody {
  return { error: { code: problem.code, message: problem.message, requestId } };
}
