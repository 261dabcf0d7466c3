import type { Context, Hono } from "hono";
import { z } from "zod";
import { defined } from "../../defined.ts";
import { createUser, deleteUser, findUser, updateUser } from "../model/people.ts";
import type { PagerdutyState, User } from "../state.ts";
import { contactMethods, user } from "../wire/people.ts";
import { links, matching, noContent, pageOf, param, readObject } from "./http.ts";

const userSchema = z.object({
  name: z.string().min(1).max(100),
  email: z.email(),
  role: z.string().optional(),
  time_zone: z.string().optional(),
  color: z.string().optional(),
  job_title: z.string().nullable().optional(),
  description: z.string().nullable().optional(),
});
const changesSchema = userSchema.partial();

export function userRoutes(app: Hono, state: PagerdutyState): void {
  const shown = (value: User) =>
    user(
      links(state),
      value,
      state.teams.filter(({ members }) => members.some(({ userId }) => userId === value.id)),
    );
  const userOf = (c: Context) => findUser(state, param(c, "id"));

  app.get("/users", (c) => {
    const found = matching(c, state.users.list(), ({ name, email }) => `${name}\n${email}`);
    return pageOf(c, "users", found.map(shown));
  });

  app.post("/users", async (c) => {
    const { name, email, ...rest } = await readObject(c, "user", userSchema);
    const created = createUser(state, { ...optional(rest), name, email });
    return Response.json({ user: shown(created) }, { status: 201 });
  });

  app.get("/users/:id", (c) => Response.json({ user: shown(userOf(c)) }));

  app.put("/users/:id", async (c) => {
    const current = userOf(c);
    const { name, email, ...rest } = await readObject(c, "user", changesSchema);
    const changes = { ...optional(rest), ...defined({ name, email }) };
    return Response.json({ user: shown(updateUser(state, current, changes)) });
  });

  app.delete("/users/:id", (c) => {
    deleteUser(state, userOf(c));
    return noContent();
  });

  app.get("/users/:id/contact_methods", (c) =>
    Response.json({ contact_methods: contactMethods(userOf(c)) }),
  );
}

function optional(body: Omit<z.infer<typeof changesSchema>, "name" | "email">) {
  return defined({
    role: body.role,
    timeZone: body.time_zone,
    color: body.color,
    jobTitle: body.job_title,
    description: body.description,
  });
}
