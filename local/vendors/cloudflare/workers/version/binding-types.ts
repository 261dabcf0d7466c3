/**
 * Every type of binding that the API takes, with the fields of which it needs at least one each.
 * @see cloudflare-typescript `workers/beta/workers/versions.ts` at 7.3.0
 */
export const bindingTypes: Readonly<Record<string, readonly (readonly string[])[]>> = {
  ai: [],
  ai_search: [["instance_name"]],
  ai_search_namespace: [["namespace"]],
  analytics_engine: [["dataset"]],
  artifacts: [],
  assets: [],
  browser: [],
  d1: [["database_id", "id"]],
  data_blob: [["part"]],
  dispatch_namespace: [["namespace"]],
  durable_object_namespace: [["class_name", "namespace_id"]],
  flagship: [],
  hyperdrive: [["id"]],
  images: [],
  inherit: [],
  json: [["json"]],
  k2: [],
  kv_namespace: [["namespace_id"]],
  media: [],
  messaging: [],
  mtls_certificate: [["certificate_id"]],
  pipelines: [["pipeline", "stream"]],
  plain_text: [["text"]],
  queue: [["queue_name"]],
  r2_bucket: [["bucket_name"]],
  ratelimit: [["namespace_id"], ["simple"]],
  secret_key: [["algorithm"], ["format"], ["usages"]],
  secret_text: [["text"]],
  secrets_store_secret: [["store_id"], ["secret_name"]],
  send_email: [],
  service: [["service"]],
  stream: [],
  text_blob: [["part"]],
  vectorize: [["index_name"]],
  version_metadata: [],
  vpc_network: [],
  vpc_service: [["service_id"]],
  wasm_module: [["part"]],
  worker_loader: [],
  workflow: [["workflow_name"]],
};

/** Fields that carry a secret: no answer has them. */
export const secretFields: Readonly<Record<string, readonly string[]>> = {
  secret_text: ["text"],
  secret_key: ["key_base64", "key_jwk"],
};

export const secretTypes: readonly string[] = Object.keys(secretFields);
