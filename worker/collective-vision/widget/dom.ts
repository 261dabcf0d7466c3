type Child = Node | string | false | undefined;

type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void)>>;

/**
 * Makes an element. Functions become listeners (`onclick` listens to "click"), `true` an empty
 * attribute, `false` none. Text only ever becomes text nodes: nothing is parsed as HTML.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

const svgNamespace = "http://www.w3.org/2000/svg";

const icons = {
  up: "M4 12.5 10 6.5l6 6",
  plus: "M10 4v12M4 10h12",
  close: "M5 5l10 10M15 5 5 15",
  back: "M12 4.5 6.5 10l5.5 5.5",
  clip: "M6.5 8v5.5a3.5 3.5 0 0 0 7 0V6a2.4 2.4 0 0 0-4.8 0v7a1.2 1.2 0 0 0 2.4 0V7.5",
  bulb: "M7.5 15h5M8.5 17.5h3M7.6 12.6a5 5 0 1 1 4.8 0c-.5.4-.7.9-.7 1.4v1H8.3v-1c0-.5-.2-1-.7-1.4Z",
  alert: "M10 3 2.5 16.5h15L10 3Zm0 5v4m0 2v.2",
  check: "M4 10.5 8.2 15 16 5.5",
} as const;

/** A decorative line drawing, hidden from assistive technology. */
export function icon(name: keyof typeof icons): SVGElement {
  const svg = document.createElementNS(svgNamespace, "svg");
  setAttributes(svg, { viewBox: "0 0 20 20", "aria-hidden": "true" });
  const path = document.createElementNS(svgNamespace, "path");
  path.setAttribute("d", icons[name]);
  svg.append(path);
  return svg;
}

function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
}
