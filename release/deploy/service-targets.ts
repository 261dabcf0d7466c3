/**
 * A pattern of URNs for `--target`: a system's component and all that is below it.
 * @param service the system's name, `collective-vision`, whose component is of the type
 * `slipway:systems:CollectiveVision`.
 */
export function serviceTarget(project: string, stack: string, service: string): string {
  const words = service.split("-").map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return `urn:pulumi:${stack}::${project}::slipway:systems:${words.join("")}**`;
}
