import { flag, integer, object, output, text } from "../schema/property.ts";
import { oneOf } from "../schema/rules.ts";
import { accountId, cloudflareResource } from "./resource.ts";

/** Never answered; kept from the program and sent again with every change. */
const hidden = { secret: true, unread: true } as const;

export const hyperdriveConfig = cloudflareResource("hyperdriveConfig", {
  collection: "/accounts/{accountId}/hyperdrive/configs",
  importId: ["accountId", "id"],
  properties: {
    accountId,
    name: text({ required: true }),
    origin: object(
      {
        database: text({ required: true }),
        user: text({ required: true }),
        password: text({ required: true, ...hidden }),
        scheme: text({ required: true, check: oneOf("postgres", "postgresql", "mysql") }),
        host: text(),
        port: integer(),
        accessClientId: text(),
        accessClientSecret: text(hidden),
        serviceId: text(),
      },
      { required: true },
    ),
    originConnectionLimit: integer(),
    caching: object(
      { disabled: flag({ kept: true }), maxAge: integer(), staleWhileRevalidate: integer() },
      { kept: true },
    ),
    mtls: object(
      { caCertificateId: text(), mtlsCertificateId: text(), sslmode: text() },
      { kept: true },
    ),
    createdOn: output(text()),
    modifiedOn: output(text()),
  },
});
