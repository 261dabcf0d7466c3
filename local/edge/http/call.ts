import type { Upstream } from "./upstream.ts";

/** Posts JSON to a workerd socket; resolves with the status and body of the answer. */
export function postJson(
  upstream: Upstream,
  target: string,
  headers: readonly string[],
  value: unknown,
): Promise<{ status: number; body: string }> {
  const body = Buffer.from(JSON.stringify(value));
  return new Promise((resolve, reject) => {
    let status = 0;
    const chunks: Buffer[] = [];
    upstream.send(
      { method: "POST", target, headers, body, bodyBytes: body.length },
      {
        onHead(answered) {
          status = answered;
        },
        onBody(chunk) {
          chunks.push(chunk);
        },
        onEnd: () => resolve({ status, body: Buffer.concat(chunks).toString() }),
        onFailure: reject,
      },
    );
  });
}
