import type * as pulumi from "@pulumi/pulumi";

/**
 * Options of everything that holds data: the engine refuses to delete it, and where that is lifted,
 * what the vendor keeps stays.
 */
export function holdsData(parent: pulumi.Resource): pulumi.CustomResourceOptions {
  return { parent, protect: true, retainOnDelete: true };
}
