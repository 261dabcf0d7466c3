import type { Step, Warning } from "../run-result.ts";
import { tokenPermissions } from "../tokens/needs.ts";
import { checkTokens, type TokenCheckOptions, type TokenFinding } from "../tokens/token-check.ts";
import { vendorAccess } from "../tokens/vendor-access.ts";

/** The environment's tokens are those that an update needs, as far as looking shows. */
export function tokenStep(options: TokenCheckOptions): Step {
  return {
    name: "The tokens are sufficient",
    async run() {
      const findings = await checkTokens(tokenPermissions("apply"), options);
      const refused = findings.filter(({ status }) => status === "refused").map(describe);
      if (refused.length > 0) {
        const error = new Error(`Not allowed: ${refused.join("; ")}.`);
        throw Object.assign(error, { hint: "All that a token needs: npx slipway tokens." });
      }
      return conclude(findings);
    },
  };
}

function conclude(findings: readonly TokenFinding[]): string | Warning {
  const warnings = findings.filter(({ status }) => status === "warning").map(describe);
  if (warnings.length > 0) return { warning: `${warnings.join("; ")}.` };
  const unknown = findings.filter(({ status }) => status === "unknown");
  const seen = `${findings.length - unknown.length} of ${findings.length} seen by looking`;
  return unknown.length === 0 ? seen : `${seen}; no request shows the others`;
}

function describe({ vendor, subject, note }: TokenFinding): string {
  return `${vendorAccess[vendor].title}, ${subject}: ${note}`;
}
