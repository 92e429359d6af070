// Building what is shown. Texts are only ever set as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  back: "M15 5l-7 7 7 7",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
  muted: "M6 16V11a6 6 0 0 1 9-5M18 11v5l2 2H8M10 21h4M4 4l16 16",
  close: "M6 6l12 12M18 6L6 18",
  more: "M9 5l7 7-7 7",
  settings: "M4 7h9M19 7h1M4 17h1M11 17h9M16 4v6M8 14v6",
};

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, click, attributes = {}) {
  const known = { type: "button", class: "icon", "aria-label": label, title: label, click };
  return h("button", { ...known, ...attributes }, icon(name));
}

// A line that opens something; where it does not stand alone, buttons that do more follow it.
export function line(title, about, click, isAlone = true) {
  return h(
    "button",
    { type: "button", class: "line", click },
    h("span", {}, h("span", {}, title), about ? h("span", { class: "soft" }, about) : null),
    isAlone ? icon("more") : null,
  );
}

export function list(label, lines) {
  const items = lines.map((each) => h("li", {}, ...[each].flat()));
  return h("ul", { class: "card", "aria-label": label }, ...items);
}

// A setting: its name, and what it is set with.
export function field(label, control) {
  return h("label", { class: "field" }, h("span", {}, label), control);
}

export function select(choices, chosen, change) {
  const options = choices.map(([value, label]) =>
    h("option", { value, selected: value === chosen }, label),
  );
  return h("select", { change: (event) => change(event.target.value) }, ...options);
}

export function toggle(on, change) {
  const attributes = { type: "checkbox", role: "switch", checked: on };
  return h("input", { ...attributes, change: (event) => change(event.target.checked) });
}
