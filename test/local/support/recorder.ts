import type { CloudContext } from "../../../local/context.ts";
import type { Vendor } from "../../../local/vendors/vendor.ts";

/** One request that a vendor answered, with the parsed JSON of the answer. */
export interface Exchange {
  method: string;
  path: string;
  status: number;
  body: unknown;
}

/** A vendor that also writes down what it answers. */
export function recording(
  create: (context: CloudContext) => Vendor,
  exchanges: Exchange[],
): (context: CloudContext) => Vendor {
  return (context) => {
    const vendor = create(context);
    return {
      ...vendor,
      async fetch(request) {
        const { method, url } = request;
        const response = await vendor.fetch(request);
        const text = await response.clone().text();
        const isJson = response.headers.get("content-type")?.includes("json") && text !== "";
        exchanges.push({
          method,
          path: new URL(url).pathname,
          status: response.status,
          body: isJson ? JSON.parse(text) : null,
        });
        return response;
      },
    };
  };
}
