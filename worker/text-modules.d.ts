/** A browser script, bundled to text by the `browserScripts` plugin. */
declare module "*?browser" {
  const script: string;
  export default script;
}

declare module "*.css" {
  const stylesheet: string;
  export default stylesheet;
}
