/**
 * A pattern of URNs for `--target`: a system's component and all that is below it.
 * @param service the system's name, `collective-vision`, whose component is of the type
 * `slipway:systems:CollectiveVision`.
 */
export function serviceTarget(project: string, stack: string, service: string): string {
  return `urn:pulumi:${stack}::${project}::${componentType(service)}**`;
}

/** Whether an object of the program belongs to a system's component. */
export function isPartOf(service: string, urn: string): boolean {
  return urn.includes(`::${componentType(service)}$`);
}

function componentType(service: string): string {
  const words = service.split("-").map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return `slipway:systems:${words.join("")}`;
}
