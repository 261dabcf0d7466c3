/**
 * Options of an HTTP server that never closes a connection for being idle: a request may be on its
 * way there, which would then fail. Clients close what they do not need any more.
 */
export const keepsIdleConnections = { keepAliveTimeout: 0 } as const;
