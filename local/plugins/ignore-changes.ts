/** Whether a changed path lies at or under one of the paths that a program ignores. */
export function isIgnored(path: string, ignored: readonly string[]): boolean {
  const parts = partsOf(path);
  return ignored.some((each) => {
    const pattern = partsOf(each);
    return (
      pattern.length <= parts.length &&
      pattern.every((part, index) => part === "*" || part === parts[index])
    );
  });
}

/** `bindings[2].text` → `["bindings", "2", "text"]`; also takes `["quoted"]` keys. */
function partsOf(path: string): string[] {
  return path.split(/[.[\]"]+/).filter((part) => part !== "");
}
