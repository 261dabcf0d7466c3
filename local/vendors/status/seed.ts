import { now, type StatusPage } from "./model.ts";

/** Components of the page that Workers products look at. */
const names = [
  "API",
  "CDN/Cache",
  "D1",
  "Dashboard",
  "DNS",
  "Durable Objects",
  "Pages",
  "Queues",
  "R2",
  "Vectorize",
  "Workers",
  "Workers KV",
];

export function seed(page: StatusPage): void {
  page.context.store.transaction(() => {
    if (page.components.list().length > 0) return;
    const at = now(page);
    for (const name of names) {
      const id = page.context.ids.hex(6);
      page.components.put(id, { id, name, status: "operational", createdAt: at, updatedAt: at });
    }
  });
}
