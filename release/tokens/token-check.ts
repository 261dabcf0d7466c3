import type { StackFile } from "../stack-file.ts";
import type { TokenPermission } from "./needs.ts";
import {
  type AskVendor,
  type VendorAnswer,
  type VendorName,
  vendorAccess,
} from "./vendor-access.ts";

export interface TokenFinding {
  readonly vendor: VendorName;
  /** A permission, or `token` for what is true of the whole of it. */
  readonly subject: string;
  readonly status: "granted" | "refused" | "unknown" | "warning";
  readonly note: string;
}

export interface TokenCheckOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly ask: AskVendor;
  readonly stackFile: StackFile;
  readonly now: Date;
}

/** A token that ends sooner than this is told. */
const expiryNoticeDays = 14;

/**
 * Asks each vendor for something that the environment's token must be allowed to look at. That it may
 * also change it is not tried: a trial would change something.
 */
export async function checkTokens(
  wanted: readonly TokenPermission[],
  options: TokenCheckOptions,
): Promise<readonly TokenFinding[]> {
  const vendors = [...new Set(wanted.map(({ vendor }) => vendor))];
  const findings = await Promise.all(
    vendors.map((vendor) =>
      checkVendor(
        vendor,
        wanted.filter((permission) => permission.vendor === vendor),
        options,
      ),
    ),
  );
  return findings.flat();
}

async function checkVendor(
  vendor: VendorName,
  wanted: readonly TokenPermission[],
  options: TokenCheckOptions,
): Promise<readonly TokenFinding[]> {
  const { variable, title } = vendorAccess[vendor];
  const ofToken = (status: TokenFinding["status"], note: string): TokenFinding[] => [
    { vendor, subject: "token", status, note },
  ];
  const token = options.env[variable];
  if (!token) return ofToken("refused", `${variable} is not set`);
  if (vendor === "cloudflare" && token.startsWith("cfk_")) {
    return ofToken("refused", `${variable} is a global API key, which may do everything`);
  }
  // Cloudflare's own clients, its provider among them, send this key along with the token.
  if (vendor === "cloudflare" && options.env.CLOUDFLARE_API_KEY) {
    return ofToken("refused", "CLOUDFLARE_API_KEY is set, a global API key; unset it");
  }
  const self = await options.ask(vendor, selfPath(vendor, token, options.stackFile));
  if (self === undefined) return ofToken("unknown", `${title} does not answer`);
  const problem = selfProblem(self);
  if (problem !== undefined) return ofToken("refused", problem);
  const scopes = scopesOf(self);
  const permissions =
    vendor === "slack"
      ? wanted.map((permission) => byScope(permission, scopes))
      : await byProbes(vendor, wanted, options);
  return [...ofToken(...describeSelf(vendor, self, scopes, options.now)), ...permissions];
}

/** A token of the account, `cfat_`, is verified at the account; a user's at the user. */
function selfPath(vendor: VendorName, token: string, { accountId }: StackFile): string {
  const isOfAccount = vendor === "cloudflare" && token.startsWith("cfat_");
  return isOfAccount ? `/accounts/${accountId}/tokens/verify` : vendorAccess[vendor].self;
}

/** Slack refuses with status 200. */
function selfProblem({ status, body }: VendorAnswer): string | undefined {
  if (status === 401 || status === 403) return "the token is not accepted";
  if (status >= 400) return `the token cannot be verified: status ${status}`;
  const { ok, error, result } = (body ?? {}) as {
    ok?: boolean;
    error?: string;
    result?: { status?: string };
  };
  if (ok === false) return `the token is not accepted: ${error}`;
  if (result?.status !== undefined && result.status !== "active") return `it is ${result.status}`;
  return undefined;
}

/** Of Slack's tokens and GitHub's classic ones; undefined where the vendor does not say. */
function scopesOf({ headers }: VendorAnswer): readonly string[] | undefined {
  const text = headers.get("x-oauth-scopes");
  return text === null ? undefined : text.split(",").map((scope) => scope.trim());
}

function describeSelf(
  vendor: VendorName,
  { body }: VendorAnswer,
  scopes: readonly string[] | undefined,
  now: Date,
): [TokenFinding["status"], string] {
  if (vendor === "github" && scopes !== undefined) {
    return ["warning", `a classic token (${scopes.join(", ")}) may do more than is needed`];
  }
  const { expires_on: end } = (body as { result?: { expires_on?: string } })?.result ?? {};
  if (end === undefined) return ["granted", "accepted"];
  const days = Math.floor((Date.parse(end) - now.getTime()) / 86_400_000);
  const note = `accepted until ${end}`;
  return days < expiryNoticeDays
    ? ["warning", `${note}, ${days} days from now`]
    : ["granted", note];
}

function byScope(
  { vendor, name }: TokenPermission,
  scopes: readonly string[] | undefined,
): TokenFinding {
  if (scopes === undefined) {
    return { vendor, subject: name, status: "unknown", note: "the vendor tells no scopes" };
  }
  const isGranted = scopes.includes(name);
  return {
    vendor,
    subject: name,
    status: isGranted ? "granted" : "refused",
    note: isGranted ? "among the token's scopes" : "not among the token's scopes",
  };
}

async function byProbes(
  vendor: VendorName,
  wanted: readonly TokenPermission[],
  { ask, stackFile }: TokenCheckOptions,
): Promise<readonly TokenFinding[]> {
  const zoneId = vendor === "cloudflare" ? await findZone(ask, stackFile) : undefined;
  return Promise.all(
    wanted.map(async ({ name, probe }) => {
      const path = probe === undefined ? undefined : fillIn(probe, stackFile, zoneId);
      const finding =
        path === undefined ? unseen(probe, stackFile) : await probed(ask, vendor, path);
      return { vendor, subject: name, ...finding };
    }),
  );
}

type Result = Pick<TokenFinding, "status" | "note">;

function unseen(probe: string | undefined, { zone }: StackFile): Result {
  return probe === undefined
    ? { status: "unknown", note: "no request shows it without changing something" }
    : { status: "refused", note: `the token sees no zone ${zone}` };
}

async function probed(ask: AskVendor, vendor: VendorName, path: string): Promise<Result> {
  const answer = await ask(vendor, path);
  const call = `GET ${path}`;
  if (answer === undefined) return { status: "unknown", note: `${call}: no answer` };
  const note = `${call}: ${answer.status}`;
  if (answer.status < 300) return { status: "granted", note };
  const isRefused = answer.status === 401 || answer.status === 403;
  return { status: isRefused ? "refused" : "unknown", note };
}

async function findZone(ask: AskVendor, { zone }: StackFile): Promise<string | undefined> {
  const answer = await ask("cloudflare", `/zones?name=${zone}`);
  const { result } = (answer?.body ?? {}) as { result?: readonly { id?: string }[] | null };
  return result?.[0]?.id;
}

/** Undefined where it is about a zone, and the token sees none. */
function fillIn(
  path: string,
  { accountId, zone, githubOwner, githubRepository }: StackFile,
  zoneId: string | undefined,
): string | undefined {
  if (/\{(zone|domain)\}/.test(path) && zoneId === undefined) return undefined;
  return path
    .replace("{account}", accountId)
    .replace("{zone}", zoneId ?? "")
    .replace("{domain}", zone)
    .replace("{repository}", `${githubOwner}/${githubRepository}`);
}
