import { Hono } from "hono";
import { ApiError, success } from "../../envelope.ts";
import { queryOf } from "../request.ts";
import type { StorageContext } from "../storage-context.ts";
import { findDatabase } from "./databases.ts";
import { answering } from "./errors.ts";

export function d1TimeTravelRoutes(storage: StorageContext): Hono {
  const app = new Hono();
  const { d1 } = storage.data;
  const base = "/accounts/:account/d1/database/:database/time_travel";

  app.get(`${base}/bookmark`, (c) => {
    const { uuid } = findDatabase(storage, c);
    const time = timeOf(queryOf(c));
    const isPast = time !== undefined && time.getTime() < storage.context.clock.now().getTime();
    const bookmark = isPast ? bookmarkAt(storage, uuid, time) : d1.keepBookmark(uuid);
    return success({ bookmark });
  });
  app.post(`${base}/restore`, (c) => {
    const { uuid } = findDatabase(storage, c);
    const query = queryOf(c);
    const time = timeOf(query);
    const bookmark =
      query.get("bookmark") ?? (time === undefined ? undefined : bookmarkAt(storage, uuid, time));
    if (bookmark === undefined || !/^[0-9a-f]{8}(-[0-9a-f]{8}){2}-[0-9a-f]{32}$/.test(bookmark)) {
      throw new ApiError(400, 7400, "Invalid property: bookmark => Invalid bookmark");
    }
    const restored = answering(() => d1.restore(uuid, bookmark));
    return success({
      bookmark: restored.bookmark,
      previous_bookmark: restored.previousBookmark,
      message: `The database has been restored to bookmark ${bookmark}. Undo this by restoring to ${restored.previousBookmark}.`,
    });
  });
  return app;
}

/** @throws ApiError 7400 for a text that is no time. */
function timeOf(query: URLSearchParams): Date | undefined {
  const text = query.get("timestamp");
  if (text === null) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) {
    throw new ApiError(400, 7400, "Invalid property: timestamp => Invalid datetime");
  }
  return time;
}

/** @throws ApiError 7400 when no state of that time or before is kept. */
function bookmarkAt(storage: StorageContext, uuid: string, time: Date): string {
  const bookmark = storage.data.d1.bookmarkAt(uuid, time);
  if (bookmark !== undefined) return bookmark;
  throw new ApiError(
    400,
    7400,
    `Invalid property: timestamp => No bookmark of ${time.toISOString()} or before is kept. The local cloud keeps the states whose bookmarks were asked for.`,
  );
}
