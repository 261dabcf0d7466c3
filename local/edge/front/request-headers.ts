import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Address } from "./hosts.ts";

/** Between two hops only, and what the edge itself says: a client must not be able to say it. */
const DROPPED =
  /^(connection|keep-alive|proxy-connection|transfer-encoding|te|trailer|upgrade|expect|host|accept-encoding|x-real-ip|x-forwarded-for|x-forwarded-proto|cdn-loop|true-client-ip|cf-.*|mf-.*)$/i;

const COLO = "SJC";

/** `request.cf` of every request; the fields that Workers use most, with values that agree. */
const CF = {
  asn: 64496,
  asOrganization: "Local Cloud",
  city: "San Jose",
  clientAcceptEncoding: "gzip, deflate, br",
  clientTcpRtt: 1,
  colo: COLO,
  continent: "NA",
  country: "US",
  httpProtocol: "HTTP/1.1",
  latitude: "37.33940",
  longitude: "-121.89500",
  metroCode: "807",
  postalCode: "95113",
  region: "California",
  regionCode: "CA",
  requestPriority: "",
  timezone: "America/Los_Angeles",
  tlsCipher: "AEAD-AES128-GCM-SHA256",
  tlsVersion: "TLSv1.3",
};

const cfBlob = JSON.stringify(CF);

/** What a Worker's request carries: the client's headers, and those that Cloudflare adds. */
export function workerHeaders(
  request: IncomingMessage,
  { scheme, host }: Address,
  { ray, worker }: { ray: string; worker: string | undefined },
): string[] {
  const { rawHeaders } = request;
  const client = clientAddress(request);
  const headers = ["host", host];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (!DROPPED.test(name)) headers.push(name, rawHeaders[index + 1] ?? "");
  }
  const forwardedFor = request.headers["x-forwarded-for"];
  headers.push(
    "accept-encoding",
    "gzip, br",
    "cf-connecting-ip",
    client,
    "cf-ipcountry",
    CF.country,
    "cf-ray",
    ray,
    "cf-visitor",
    scheme === "https" ? '{"scheme":"https"}' : '{"scheme":"http"}',
    "cdn-loop",
    "cloudflare; loops=1",
    "x-forwarded-for",
    forwardedFor === undefined ? client : `${forwardedFor}, ${client}`,
    "x-forwarded-proto",
    scheme,
    "x-real-ip",
    client,
    "mf-cf-blob",
    cfBlob,
  );
  if (worker !== undefined) headers.push("cf-worker", worker);
  return headers;
}

const rayPrefix = randomBytes(4).toString("hex");
let rays = 0;

/** An identifier of one request: 16 hex digits and the data centre, as in `CF-Ray`. */
export function nextRay(): string {
  rays = (rays + 1) % 2 ** 32;
  return `${rayPrefix}${rays.toString(16).padStart(8, "0")}-${COLO}`;
}

function clientAddress({ socket }: IncomingMessage): string {
  return (socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
}
