/** Paths that belong to the server: the worker never answers a navigation to them with the app's shell. */
export const SERVER_PATHS = [/^\/api\//, /^\/oidc\//, /^\/issuer\//, /^\/ingest\//, /^\/flags\.json$/, /^\/phone/];
