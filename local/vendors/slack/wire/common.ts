/** The workspace's address; a name that is answered by nobody. */
export const WORKSPACE_URL = "https://slipway-local.slack.localhost/";
export const MOUNT = "/slack";
