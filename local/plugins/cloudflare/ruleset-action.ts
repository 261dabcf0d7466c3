import {
  flag,
  integer,
  list,
  map,
  object,
  type Properties,
  type PropertyTraits,
  text,
} from "../schema/property.ts";

const required = { required: true } as const;

const flags = (...names: string[]): Properties =>
  Object.fromEntries(names.map((name) => [name, flag()]));
const texts = (...names: string[]): Properties =>
  Object.fromEntries(names.map((name) => [name, text()]));
const names = (wire?: string) => list(text(), wire === undefined ? {} : { wire });

/** A `cache-control` directive that a rule sets or removes. */
const directive = (extra: Properties = {}) =>
  object({ cloudflareOnly: flag(), operation: text(required), ...extra });
const timed = directive({ value: integer() });
const qualified = directive({ qualifiers: names() });

const expressionOrValue = (traits: PropertyTraits = {}) =>
  object(texts("expression", "value"), traits);
const listOrAll = (wire?: string) =>
  object(
    { all: flag(), lists: list(text(), { wire: "list" }) },
    wire === undefined ? {} : { wire },
  );
const headerFields = list(object({ name: text(required), preserveDuplicates: flag() }));
const namedFields = list(object({ name: text(required) }));

const cacheKey = object({
  ...flags("cacheByDeviceType", "cacheDeceptionArmor", "ignoreQueryStringsOrder"),
  customKey: object({
    cookie: object({ checkPresences: names("check_presence"), includes: names("include") }),
    header: object({
      checkPresences: names("check_presence"),
      contains: map(list(text())),
      excludeOrigin: flag(),
      includes: names("include"),
    }),
    host: object(flags("resolved")),
    queryString: object({ exclude: listOrAll(), include: listOrAll() }),
    user: object(flags("deviceType", "geo", "lang")),
  }),
});

const edgeTtl = object({
  default: integer(),
  mode: text(required),
  statusCodeTtls: list(
    object({
      statusCode: integer(),
      statusCodeRange: object({ from: integer(), to: integer() }),
      value: integer(required),
    }),
    { wire: "status_code_ttl" },
  ),
});

const overrides = object({
  action: text(),
  enabled: flag(),
  sensitivityLevel: text(),
  categories: list(
    object({ category: text(required), ...texts("action", "sensitivityLevel"), enabled: flag() }),
  ),
  rules: list(
    object({
      id: text(required),
      ...texts("action", "sensitivityLevel"),
      enabled: flag(),
      scoreThreshold: integer(),
    }),
  ),
});

const caching: Properties = {
  additionalCacheablePorts: list(integer()),
  browserTtl: object({ default: integer(), mode: text(required) }),
  cache: flag(),
  cacheKey,
  cacheReserve: object({ eligible: flag(required), minimumFileSize: integer() }),
  edgeTtl,
  serveStale: object(flags("disableStaleWhileUpdating")),
  immutable: directive(),
  maxAge: timed,
  mustRevalidate: directive(),
  mustUnderstand: directive(),
  noCache: qualified,
  noStore: directive(),
  noTransform: directive(),
  private: qualified,
  proxyRevalidate: directive(),
  public: directive(),
  sMaxage: timed,
  staleIfError: timed,
  staleWhileRevalidate: timed,
};

/** What a rule does; which of it counts depends on the rule's action. */
export const actionParameters = object({
  ...caching,
  ...flags(
    "automaticHttpsRewrites",
    "bic",
    "contentConverter",
    "disableApps",
    "disableRum",
    "disableZaraz",
    "emailObfuscation",
    "fonts",
    "hotlinkProtection",
    "mirage",
    "opportunisticEncryption",
    "originCacheControl",
    "originErrorPagePassthru",
    "redirectsForAiTraining",
    "respectStrongEtags",
    "rocketLoader",
    "serverSideExcludes",
    "stripEtags",
    "stripLastModified",
    "stripSetCookie",
    "sxg",
  ),
  ...texts(
    "assetName",
    "content",
    "contentType",
    "expression",
    "hostHeader",
    "id",
    "operation",
    "polish",
    "requestBodyBuffering",
    "responseBodyBuffering",
    "ruleset",
    "securityLevel",
    "ssl",
  ),
  algorithms: list(object(texts("name"))),
  autominify: object(flags("css", "html", "js")),
  cookieFields: namedFields,
  fromList: object({ key: text(required), name: text(required) }),
  fromValue: object({
    preserveQueryString: flag(),
    statusCode: integer(),
    targetUrl: expressionOrValue(required),
  }),
  headers: map(object({ ...texts("expression", "value"), operation: text(required) })),
  increment: integer(),
  matchedData: object({ publicKey: text(required) }),
  origin: object({ host: text(), port: integer() }),
  overrides,
  phases: names(),
  products: names(),
  rawResponseFields: headerFields,
  readTimeout: integer(),
  requestFields: namedFields,
  response: object({
    content: text(required),
    contentType: text(required),
    statusCode: integer(required),
  }),
  responseFields: headerFields,
  rules: map(list(text())),
  rulesets: names(),
  sni: object({ value: text(required) }),
  statusCode: integer(),
  transformedRequestFields: namedFields,
  uri: object({ path: expressionOrValue(), query: expressionOrValue() }),
  values: names(),
});
