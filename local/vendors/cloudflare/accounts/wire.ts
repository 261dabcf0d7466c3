import type { Account } from "cloudflare/resources/accounts/accounts";
import type { Membership } from "cloudflare/resources/memberships/memberships";
import type { TokenVerifyResponse } from "cloudflare/resources/user/tokens";
import type { UserGetResponse } from "cloudflare/resources/user/user";
import type { ControlPlane } from "../control-plane.ts";

const USER_ID = "10ca1c10ad000000000000000000aaaa";
const STARTED_ON = "2026-01-01T00:00:00.000000Z";

export function userToWire(email: string): UserGetResponse & { email: string } {
  return {
    id: USER_ID,
    email,
    first_name: "Local",
    last_name: "User",
    country: null,
    telephone: null,
    zipcode: null,
    two_factor_authentication_enabled: false,
    two_factor_authentication_locked: false,
    suspended: false,
    has_pro_zones: false,
    has_business_zones: false,
    has_enterprise_zones: true,
    betas: [],
    organizations: [],
  };
}

export function tokenToWire(): TokenVerifyResponse {
  return { id: "10ca1c10ad000000000000000000bbbb", status: "active" };
}

export function accountToWire({ context }: ControlPlane): Account {
  const { accountId: id, accountName: name } = context.settings;
  return { id, name, type: "standard", created_on: STARTED_ON };
}

export function membershipToWire(plane: ControlPlane): Membership {
  return {
    id: "10ca1c10ad000000000000000000cccc",
    status: "accepted",
    account: accountToWire(plane),
    roles: ["Super Administrator - All Privileges"],
  };
}
