export interface GithubErrorBody {
  message: string;
  errors?: FieldError[];
  documentation_url: string;
  status: string;
}

export interface FieldError {
  resource: string;
  field: string;
  code: "missing" | "missing_field" | "invalid" | "already_exists" | "custom";
  message?: string;
}

/** A refusal with GitHub's status and message; the app turns it into GitHub's error body. */
export class GithubError extends Error {
  override readonly name = "GithubError";
  readonly status: number;
  readonly errors: readonly FieldError[];

  constructor(status: number, message: string, errors: readonly FieldError[] = []) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

export function notFound(): GithubError {
  return new GithubError(404, "Not Found");
}

export function conflict(message: string): GithubError {
  return new GithubError(409, message);
}

/** The body is not of the documented form. */
export function invalidRequest(problem: string): GithubError {
  return new GithubError(422, `Invalid request.\n\n${problem}`);
}

/** The body is well-formed but a rule of the resource refuses it. */
export function validationFailed(...errors: FieldError[]): GithubError {
  return new GithubError(422, "Validation Failed", errors);
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
export function errorResponse(
  {
    status,
    message,
    errors = [],
  }: { status: number; message: string; errors?: readonly FieldError[] },
  headers: Record<string, string> = {},
): Response {
  const body: GithubErrorBody = {
    message,
    ...(errors.length > 0 && { errors: [...errors] }),
    documentation_url: "https://docs.github.com/rest",
    status: String(status),
  };
  return Response.json(body, { status, headers });
}
