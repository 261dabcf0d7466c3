import type { Namespace } from "cloudflare/resources/durable-objects/namespaces/namespaces";
import { Hono } from "hono";
import type { ControlPlane } from "../../control-plane.ts";
import { paginate, success } from "../../envelope.ts";

/** Durable Object namespaces: what deployed migrations left. */
export function durableObjectRoutes({ tables }: ControlPlane): Hono {
  const app = new Hono();
  app.get("/accounts/:account/workers/durable_objects/namespaces", (c) => {
    const namespaces = tables.workers.list().flatMap((worker) =>
      worker.durableObjects.map(
        ({ className, storage, namespaceId }): Namespace => ({
          id: namespaceId,
          name: `${worker.name}_${className}`,
          class: className,
          script: worker.name,
          use_sqlite: storage === "sqlite",
        }),
      ),
    );
    const { result, resultInfo } = paginate(namespaces, new URL(c.req.url).searchParams);
    return success(result, resultInfo);
  });
  return app;
}
