import type { CoverageRow } from "../../vendor.ts";

const account = "/accounts/:account/workers";
const beta = `${account}/workers`;
const versions = `${beta}/:worker/versions`;
const script = `${account}/scripts/:script`;
const service = `${account}/services/:service`;
const environment = `${service}/environments/:environment`;
const domains = `${account}/domains`;
const routes = "/zones/:zone/workers/routes";

const upload =
  "module syntax only; transferred classes, containers and wasm parts are refused or ignored";

const betaRows: readonly CoverageRow[] = [
  { method: "GET", path: beta, support: "partial", note: "order and order_by are ignored" },
  { method: "POST", path: beta, support: "partial", note: "previews_base_config is ignored" },
  { method: "GET", path: `${beta}/:worker`, support: "full" },
  { method: "PUT", path: `${beta}/:worker`, support: "full" },
  { method: "PATCH", path: `${beta}/:worker`, support: "full" },
  { method: "DELETE", path: `${beta}/:worker`, support: "full" },
  { method: "GET", path: versions, support: "full" },
  { method: "POST", path: versions, support: "partial", note: upload },
  { method: "GET", path: `${versions}/:version`, support: "full" },
  {
    method: "PATCH",
    path: `${versions}/latest`,
    support: "partial",
    note: "env and annotations, as wrangler sends them",
  },
  { method: "DELETE", path: `${versions}/:version`, support: "full" },
];

const scriptRows: readonly CoverageRow[] = [
  { method: "GET", path: `${account}/scripts`, support: "full" },
  { method: "PUT", path: script, support: "partial", note: upload },
  { method: "GET", path: script, support: "full" },
  { method: "DELETE", path: script, support: "full" },
  { method: "GET", path: `${script}/content/v2`, support: "full" },
  { method: "GET", path: `${script}/settings`, support: "full" },
  {
    method: "PATCH",
    path: `${script}/settings`,
    support: "partial",
    note: "bindings, compatibility, limits, placement and what is not versioned",
  },
  { method: "GET", path: `${script}/script-settings`, support: "full" },
  { method: "PATCH", path: `${script}/script-settings`, support: "full" },
  { method: "GET", path: `${script}/subdomain`, support: "full" },
  { method: "POST", path: `${script}/subdomain`, support: "full" },
  { method: "DELETE", path: `${script}/subdomain`, support: "full" },
  { method: "GET", path: `${script}/references`, support: "full" },
  { method: "GET", path: `${account}/tails/by-consumer/:script`, support: "full" },
  { method: "GET", path: service, support: "full" },
  { method: "DELETE", path: service, support: "full" },
  {
    method: "GET",
    path: environment,
    support: "partial",
    note: "production is the only environment",
  },
  { method: "GET", path: `${environment}/bindings`, support: "full" },
  { method: "GET", path: `${environment}/routes`, support: "full" },
  { method: "GET", path: `${environment}/subdomain`, support: "full" },
  { method: "GET", path: `${environment}/content/v2`, support: "full" },
];

const releaseRows: readonly CoverageRow[] = [
  { method: "GET", path: `${script}/versions`, support: "full" },
  { method: "POST", path: `${script}/versions`, support: "partial", note: upload },
  { method: "GET", path: `${script}/versions/:version`, support: "full" },
  { method: "GET", path: `${script}/deployments`, support: "partial", note: "no since, no until" },
  { method: "POST", path: `${script}/deployments`, support: "full" },
  { method: "GET", path: `${script}/deployments/:deployment`, support: "full" },
  { method: "DELETE", path: `${script}/deployments/:deployment`, support: "full" },
  { method: "GET", path: `${script}/secrets`, support: "full" },
  { method: "PUT", path: `${script}/secrets`, support: "full" },
  { method: "GET", path: `${script}/secrets/:secret`, support: "full" },
  { method: "DELETE", path: `${script}/secrets/:secret`, support: "full" },
  { method: "PATCH", path: `${script}/secrets-bulk`, support: "full" },
];

const triggerRows: readonly CoverageRow[] = [
  { method: "GET", path: `${script}/schedules`, support: "full" },
  { method: "PUT", path: `${script}/schedules`, support: "full" },
  { method: "GET", path: routes, support: "full" },
  { method: "POST", path: routes, support: "full" },
  { method: "GET", path: `${routes}/:route`, support: "full" },
  { method: "PUT", path: `${routes}/:route`, support: "full" },
  { method: "DELETE", path: `${routes}/:route`, support: "full" },
  { method: "PUT", path: `${script}/routes`, support: "full" },
  { method: "GET", path: domains, support: "full" },
  {
    method: "PUT",
    path: domains,
    support: "partial",
    note: "no certificate is issued: the edge speaks plain HTTP",
  },
  { method: "GET", path: `${domains}/records`, support: "full" },
  { method: "GET", path: `${domains}/records/:domain`, support: "full" },
  { method: "GET", path: `${domains}/:domain`, support: "full" },
  { method: "DELETE", path: `${domains}/:domain`, support: "full" },
  { method: "POST", path: `${script}/domains/changeset`, support: "full" },
  { method: "PUT", path: `${script}/domains/records`, support: "full" },
];

const otherRows: readonly CoverageRow[] = [
  { method: "POST", path: `${script}/assets-upload-session`, support: "full" },
  { method: "POST", path: `${account}/assets/upload`, support: "full" },
  { method: "GET", path: `${script}/tails`, support: "full" },
  {
    method: "POST",
    path: `${script}/tails`,
    support: "partial",
    note: "the filters sampling_rate, outcome, method, header and query; client_ip passes all",
  },
  { method: "DELETE", path: `${script}/tails/:tail`, support: "full" },
  { method: "GET", path: `${account}/durable_objects/namespaces`, support: "full" },
];

export const workersCoverage: readonly CoverageRow[] = [
  ...betaRows,
  ...scriptRows,
  ...releaseRows,
  ...triggerRows,
  ...otherRows,
];
