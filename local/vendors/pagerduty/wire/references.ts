import type { CloudContext } from "../../../context.ts";

export const MOUNT = "/pagerduty";

/** How PagerDuty mentions one object inside another. */
export interface Reference {
  id: string;
  type: string;
  summary: string;
  self: string | null;
  html_url: string | null;
}

/** Where the addresses inside answers point. */
export interface Links {
  api: string;
  /** Pages for people; a name that is answered by nobody. */
  web: string;
}

export function linksOf(context: CloudContext): Links {
  return { api: context.apiOrigin() + MOUNT, web: "https://pagerduty.localhost" };
}

/** The five fields that every object starts with. `path` is below the API: `services`. */
export function identity(
  links: Links,
  path: string,
  { id, name }: { id: string; name: string },
  type: string,
): Reference {
  return {
    id,
    type,
    summary: name,
    self: `${links.api}/${path}/${id}`,
    html_url: `${links.web}/${path}/${id}`,
  };
}

export function reference(
  links: Links,
  path: string,
  object: { id: string; name: string },
  kind: string,
): Reference {
  return identity(links, path, object, `${kind}_reference`);
}
