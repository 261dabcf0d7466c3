/** The envelope of every Cloudflare v4 answer: `{success, errors, messages, result, result_info}`. */
export interface Envelope<T> {
  success: boolean;
  errors: { code: number; message: string }[];
  messages: { code: number; message: string }[];
  result: T;
  result_info?: ResultInfo;
}

export interface ResultInfo {
  page?: number;
  per_page?: number;
  count: number;
  total_count?: number;
  total_pages?: number;
  cursor?: string;
  /** Of R2's objects: whether there are more, and the prefixes that keys were folded into. */
  is_truncated?: boolean;
  delimited?: string[];
}

/** A refusal with Cloudflare's code and message; the app turns it into the error envelope. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function success<T>(result: T, resultInfo?: ResultInfo, status = 200): Response {
  const body: Envelope<T> = { success: true, errors: [], messages: [], result };
  if (resultInfo) body.result_info = resultInfo;
  return Response.json(body, { status });
}

/**
 * The error envelope. A 409 carries `x-should-retry: false`: Cloudflare's SDKs repeat a permanent
 * conflict for minutes otherwise.
 * @see cloudflare-go `internal/requestconfig/requestconfig.go` at v6.10
 */
export function failure(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  const body: Envelope<null> = {
    success: false,
    errors: [{ code, message }],
    messages: [],
    result: null,
  };
  const retry: Record<string, string> = status === 409 ? { "x-should-retry": "false" } : {};
  return Response.json(body, { status, headers: { ...retry, ...headers } });
}

/**
 * One page of a list by the query's `page` (from 1) and `per_page`; past the end the page is empty,
 * which is what stops the clients' pagers.
 */
export function paginate<T>(
  items: readonly T[],
  query: URLSearchParams,
  limits: { defaultPerPage: number; maxPerPage: number } = { defaultPerPage: 20, maxPerPage: 1000 },
): { result: T[]; resultInfo: ResultInfo } {
  const page = positiveInteger(query.get("page"), 1);
  const perPage = Math.min(
    positiveInteger(query.get("per_page"), limits.defaultPerPage),
    limits.maxPerPage,
  );
  const result = items.slice((page - 1) * perPage, page * perPage);
  return {
    result,
    resultInfo: {
      page,
      per_page: perPage,
      count: result.length,
      total_count: items.length,
      total_pages: Math.max(1, Math.ceil(items.length / perPage)),
    },
  };
}

function positiveInteger(text: string | null, fallback: number): number {
  const value = Number(text ?? fallback);
  return Number.isInteger(value) && value > 0 ? value : fallback;
}
