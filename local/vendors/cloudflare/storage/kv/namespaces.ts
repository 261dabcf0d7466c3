import { Hono } from "hono";
import { z } from "zod";
import { ApiError, paginate, success } from "../../envelope.ts";
import { queryOf, readBody } from "../request.ts";
import type { KvNamespace } from "../resources.ts";
import type { StorageContext } from "../storage-context.ts";

/** Characters. @see the API reference of "Create a Namespace" */
const TITLE_LENGTH = 512;

const titleSchema = z.object({ title: z.string().trim().min(1).max(TITLE_LENGTH) });

/** Observed: KV answers 10019 for a title that is missing. */
const bodyError = {
  code: 10019,
  describe: (path: string, message: string) => `namespace title is invalid: ${path} ${message}`,
};

const limits = { defaultPerPage: 20, maxPerPage: 1000 };

export function kvNamespaceRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const { context, data, resources } = storage;
  const base = "/accounts/:account/storage/kv/namespaces";

  app.get(base, (c) => {
    const query = queryOf(c);
    const { result, resultInfo } = paginate(ordered(storage, query), query, limits);
    return success(result, resultInfo);
  });
  app.post(base, async (c) => {
    const { title } = await readBody(c, titleSchema, bodyError);
    return success(
      context.store.transaction(() => {
        requireFreeTitle(storage, title);
        const id = context.ids.hex(16);
        return resources.kvNamespaces.put(id, { id, title, supports_url_encoding: true });
      }),
    );
  });
  app.get(`${base}/:namespace`, (c) => success(findNamespace(storage, c.req.param("namespace"))));
  app.put(`${base}/:namespace`, async (c) => {
    const namespace = findNamespace(storage, c.req.param("namespace"));
    const { title } = await readBody(c, titleSchema, bodyError);
    if (title !== namespace.title) requireFreeTitle(storage, title);
    return success(resources.kvNamespaces.put(namespace.id, { ...namespace, title }));
  });
  app.delete(`${base}/:namespace`, (c) => {
    const { id } = findNamespace(storage, c.req.param("namespace"));
    context.store.transaction(() => {
      resources.kvNamespaces.delete(id);
      data.kv.deleteNamespace(id);
    });
    return success(null);
  });
  return app;
}

/** @throws ApiError 10013 */
export function findNamespace({ resources }: StorageContext, id: string): KvNamespace {
  const namespace = resources.kvNamespaces.get(id);
  if (!namespace) throw new ApiError(404, 10013, "get namespace: 'namespace not found'");
  return namespace;
}

function requireFreeTitle({ resources }: StorageContext, title: string): void {
  if (resources.kvNamespaces.find((namespace) => namespace.title === title)) {
    throw new ApiError(400, 10014, "a namespace with this account ID and title already exists");
  }
}

function ordered({ resources }: StorageContext, query: URLSearchParams): KvNamespace[] {
  const by = query.get("order") === "title" ? "title" : "id";
  const sign = query.get("direction") === "desc" ? -1 : 1;
  return resources.kvNamespaces
    .list()
    .sort((one, other) => sign * (one[by] < other[by] ? -1 : one[by] > other[by] ? 1 : 0));
}
