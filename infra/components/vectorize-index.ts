import type * as pulumi from "@pulumi/pulumi";
import type { VectorizeIndexInputs } from "../dynamic/vectorize-index.ts";
import { DynamicResource } from "./dynamic-resource.ts";

type VectorizeIndexArgs = {
  readonly [Key in keyof VectorizeIndexInputs]: pulumi.Input<VectorizeIndexInputs[Key]>;
};

/** A Vectorize index. Dimensions and metric are fixed when it is made: changing one is a new index. */
export class VectorizeIndex extends DynamicResource {
  declare readonly indexName: pulumi.Output<string>;

  constructor(name: string, args: VectorizeIndexArgs, opts?: pulumi.CustomResourceOptions) {
    super("VectorizeIndex", "dynamic/vectorize-index.ts", name, { ...args }, opts);
  }
}
