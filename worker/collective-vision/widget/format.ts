const steps: ReadonlyArray<readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number]> = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago, in the largest unit that fits: "3 days ago", "just now". */
export function formatAge(isoTime: string): string {
  const seconds = (Date.now() - Date.parse(isoTime)) / 1000;
  const step = steps.find(([, length]) => seconds >= length);
  if (step === undefined) return "just now";
  const [unit, length] = step;
  return new Intl.RelativeTimeFormat("en").format(-Math.floor(seconds / length), unit);
}

/** "320 kB", "4.2 MB". */
export function formatSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** "1 vote", "12 votes". */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
