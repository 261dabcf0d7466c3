/** Those that releases and alerts are told with, by Slack's names. */
const emoji = new Map([
  ["information_source", "ℹ️"],
  ["white_check_mark", "✅"],
  ["warning", "⚠️"],
  ["rotating_light", "🚨"],
]);

/**
 * A text with its emoji as Slack shows them: `:warning: Look` → `⚠️ Look`. Names that are not known
 * here stay as they are.
 * @param {string} text
 */
export function withEmoji(text) {
  return text.replace(/:([a-z_]+):/g, (all, name) => emoji.get(name) ?? all);
}
