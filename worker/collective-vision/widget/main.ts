import { Api } from "./api.ts";
import { mountInline, mountLauncher } from "./mount.ts";
import { readSettings, type Settings } from "./settings.ts";
import { loadVoter } from "./voter.ts";
import type { Widget } from "./widget.ts";

/** The tag that loaded this script; a module or a bundle has no current script, so it is looked up. */
function findScript(): HTMLScriptElement | null {
  const { currentScript } = document;
  if (currentScript instanceof HTMLScriptElement) return currentScript;
  return document.querySelector<HTMLScriptElement>(
    'script[src$="/widget.js"][data-workspace][data-board]',
  );
}

function start(settings: Settings): void {
  const { workspace, board } = settings;
  const widget: Widget = {
    settings,
    api: new Api(settings),
    voter: loadVoter(workspace, board),
  };
  if (settings.target === undefined) mountLauncher(widget);
  else mountInline(widget, settings.target);
}

const script = findScript();
const settings = script && readSettings(script);
if (settings) {
  if (document.readyState !== "loading") start(settings);
  else document.addEventListener("DOMContentLoaded", () => start(settings), { once: true });
}
