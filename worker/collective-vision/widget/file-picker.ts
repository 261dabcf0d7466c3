import { h, icon } from "./dom.ts";
import { formatSize } from "./format.ts";

const types = ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"];
const maxBytes = 5 * 1024 * 1024;
const maxFiles = 5;

export interface FilePicker {
  readonly element: HTMLElement;
  chosen(): readonly File[];
}

/** Files by button, by drop or by paste, checked before they are sent. */
export function createFilePicker(): FilePicker {
  const files: File[] = [];
  const list = h("ul", { class: "attachments" });
  const problem = h("p", { class: "problem", role: "alert" });
  const input = h("input", { type: "file", class: "unseen", id: "files", multiple: true });
  input.setAttribute("accept", types.join(","));
  const render = () =>
    list.replaceChildren(...files.map((file) => entry(file, () => remove(file))));
  const remove = (file: File) => {
    files.splice(files.indexOf(file), 1);
    render();
    input.focus();
  };
  const add = (chosen: Iterable<File>) => {
    problem.textContent = "";
    for (const file of chosen) {
      const objection = objectionTo(file, files.length);
      if (objection === undefined) files.push(file);
      else problem.textContent = objection;
    }
    render();
  };
  input.addEventListener("change", () => {
    add(input.files ?? []);
    input.value = "";
  });
  const label = h(
    "label",
    { class: "drop", for: "files" },
    icon("clip"),
    h("span", {}, "Attach a screenshot or a PDF"),
    h("small", {}, "PNG, JPEG, GIF, WebP or PDF, up to 5 MB each"),
  );
  const element = h("div", { class: "field files" }, input, label, list, problem);
  takeDrops(element, add);
  return { element, chosen: () => files };
}

function entry(file: File, remove: () => void): HTMLElement {
  const name = `Remove ${file.name}`;
  return h(
    "li",
    {},
    icon("clip"),
    h("bdi", {}, file.name),
    h("span", {}, formatSize(file.size)),
    h(
      "button",
      { class: "icon-button", type: "button", "aria-label": name, onclick: remove },
      icon("close"),
    ),
  );
}

function objectionTo({ name, type, size }: File, count: number): string | undefined {
  if (count >= maxFiles) return `At most ${maxFiles} files can be attached.`;
  if (!types.includes(type)) return `${name} is not a PNG, JPEG, GIF, WebP or PDF file.`;
  if (size > maxBytes) return `${name} is larger than 5 MB.`;
  return undefined;
}

function takeDrops(element: HTMLElement, add: (files: Iterable<File>) => void): void {
  const mark = (isOver: boolean) => element.classList.toggle("over", isOver);
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  element.addEventListener("dragleave", () => mark(false));
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    add(event.dataTransfer?.files ?? []);
  });
}
