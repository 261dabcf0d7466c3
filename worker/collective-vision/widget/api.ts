import type { Settings } from "./settings.ts";

export type Sort = "votes" | "new";

export interface Item {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly authorName: string | null;
  readonly votes: number;
  readonly attachmentCount: number;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface FileLink {
  readonly name: string;
  readonly sizeBytes: number;
  /** Path on the API's origin. */
  readonly url: string;
}

export interface ItemDetails extends Item {
  readonly attachments: readonly FileLink[];
}

export interface Page {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface Draft {
  readonly title: string;
  readonly body: string;
  readonly authorName: string;
}

/** What went wrong, in words for the visitor. */
export class ApiError extends Error {
  override readonly name = "ApiError";
}

const timeoutMs = 15_000;

/** The board's API. Every call rejects with an ApiError. */
export class Api {
  readonly #origin: string;
  readonly #path: string;

  constructor({ origin, workspace, board }: Settings) {
    this.#origin = origin;
    this.#path = `${origin}/api/v1/${encodeURIComponent(workspace)}/${encodeURIComponent(board)}/feedback`;
  }

  list(sort: Sort, cursor: string | null): Promise<Page> {
    const after = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    return this.#send(`?sort=${sort}${after}`);
  }

  get(id: string): Promise<ItemDetails> {
    return this.#send(`/${id}`);
  }

  async similar(id: string): Promise<readonly Item[]> {
    const { items } = await this.#send<Page>(`/${id}/similar?limit=3`);
    return items;
  }

  create(draft: Draft): Promise<Item & { readonly attachmentToken: string }> {
    return this.#sendJson("POST", "", draft);
  }

  vote(id: string, voterId: string, isVoted: boolean): Promise<{ readonly votes: number }> {
    return this.#sendJson(isVoted ? "POST" : "DELETE", `/${id}/vote`, { voterId });
  }

  attach(id: string, attachmentToken: string, file: File): Promise<FileLink> {
    return this.#send(`/${id}/attachments?name=${encodeURIComponent(file.name.slice(-100))}`, {
      method: "POST",
      headers: { authorization: `Bearer ${attachmentToken}` },
      body: file,
      signal: AbortSignal.timeout(4 * timeoutMs),
    });
  }

  /** The address of a file's download. */
  fileUrl({ url }: FileLink): string {
    return new URL(url, this.#origin).href;
  }

  #sendJson<T>(method: string, path: string, body: unknown): Promise<T> {
    const headers = { "content-type": "application/json" };
    return this.#send(path, { method, headers, body: JSON.stringify(body) });
  }

  async #send<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await fetch(`${this.#path}${path}`, {
      credentials: "omit",
      signal: AbortSignal.timeout(timeoutMs),
      ...init,
    }).catch(() => {
      throw new ApiError("We could not reach the server. Check your connection and try again.");
    });
    if (!response.ok) throw new ApiError(await explain(response));
    return response.json();
  }
}

/** The API's own words where they are meant for the visitor, else ours. */
async function explain(response: Response): Promise<string> {
  if (response.status === 429) return "That was a lot at once. Wait a minute and try again.";
  if (response.status >= 500) return "Something went wrong on our side. Please try again.";
  const body: { error?: { message?: string } } = await response.json().catch(() => ({}));
  return body.error?.message ?? "That did not work. Please try again.";
}
