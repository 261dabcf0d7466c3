import type { Vendor } from "../../../local/vendors/vendor.ts";

/** Makes an edit as a person in the vendor's dashboard would. @returns what was changed. */
export async function click(vendor: Vendor, name: string, ...args: string[]): Promise<string> {
  const found = vendor.clicks.find((each) => each.name === name);
  if (!found) throw new Error(`${vendor.name} has no click "${name}".`);
  return await found.run(args);
}
